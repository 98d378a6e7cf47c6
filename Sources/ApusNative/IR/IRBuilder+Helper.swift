// Rarely needed code is kept out of line, in a helper function of the module that is called for the lanes that need it.
//
// `optnone` has the code generator spend little time on what is hardly ever run; the bits are the same.

extension IRBuilder {
  /// `usual`, but what a helper function makes of the operand where a condition holds.
  ///
  /// The helper is one function of a number in a module. It is made by `body` from the operand's register at scalar
  /// width and ends in `ret`; nothing of it is shared with this builder.
  ///
  /// - Parameter name: the helper's name, without `@`, the same for the same body.
  package mutating func helped(
    _ usual: IRValue, where condition: IRValue, by name: String, _ operand: IRValue,
    _ body: (inout IRBuilder, IRValue) -> Void
  ) -> IRValue {
    if definitions[name] == nil { defineHelper(name, body) }
    if operand.type.isVector { define("\(name).lanes", Self.lanes(of: name)) }
    return rarely(condition, else: [usual]) { b in
      [operand.type.isVector ? b.call("@\(name).lanes", [operand, usual, condition]) : b.call("@\(name)", [operand])]
    }[0]
  }

  /// Defines a helper, with what it needs itself.
  private mutating func defineHelper(_ name: String, _ body: (inout IRBuilder, IRValue) -> Void) {
    var inner = IRBuilder(splatsByKeyword: false)
    let operand = inner.fresh(IRType(.float64))
    body(&inner, operand)
    for declaration in inner.declarations { declare(declaration) }
    for (name, definition) in inner.definitions { define(name, definition) }
    define(
      name,
      """
      define internal double @\(name)(\(("\(operand)" as IRText).string)) noinline optnone nounwind {
      \(inner.text.string)}

      """)
  }

  /// The function that calls a helper for those lanes where a condition holds.
  private static func lanes(of name: String) -> String {
    """
    define internal <8 x double> @\(name).lanes(<8 x double> %x, <8 x double> %usual, <8 x i1> %asking) noinline optnone nounwind {
      %operands = alloca <8 x double>, align 64
      %results = alloca <8 x double>, align 64
      store <8 x double> %x, ptr %operands, align 64
      store <8 x double> %usual, ptr %results, align 64
      %bits = bitcast <8 x i1> %asking to i8
      %wide = zext i8 %bits to i64
      br label %ask
    ask:
      %lane = phi i64 [ 0, %0 ], [ %following, %next ]
      %shifted = lshr i64 %wide, %lane
      %bit = trunc i64 %shifted to i1
      br i1 %bit, label %help, label %next
    help:
      %from = getelementptr double, ptr %operands, i64 %lane
      %operand = load double, ptr %from, align 8
      %result = call double @\(name)(double %operand)
      %to = getelementptr double, ptr %results, i64 %lane
      store double %result, ptr %to, align 8
      br label %next
    next:
      %following = add i64 %lane, 1
      %more = icmp ult i64 %following, 8
      br i1 %more, label %ask, label %done
    done:
      %all = load <8 x double>, ptr %results, align 64
      ret <8 x double> %all
    }

    """
  }
}
