// The reduction of angles in emitted code: |x| = q π/2 + r, with r in two parts, for all finite numbers.
//
// Below 2²⁰ three parts of π/2 (Cody & Waite 1980): x − q P₁ is exact in one fma, q P₂ is exact since P₂ has 33 bits, and
// what their difference loses is exact too (Fast2Sum: the first is a multiple of the other's last bit). P₁ + P₂ + P₃ is π/2
// to 2⁻¹⁴⁰, so that r, which is never below 2⁻⁶⁰, is right to 2⁻⁵⁹ of itself. From 2²⁰ on a function out of line multiplies by
// 192 bits of 2/π, those that matter for the number's exponent (Payne & Hanek 1983), in integers.

extension IRBuilder {
  /// |x| = q π/2 + r: the two parts of r, and an integer that ends in the two last bits of q. NaN for ±∞ and NaN.
  package mutating func reducedAngle(_ x: IRValue) -> (high: IRValue, low: IRValue, quadrant: IRValue) {
    let parts = sharing("reduced angle", x) { b in
      let size = b.magnitude(x)
      let shifter = b.constant(Self.shifter)
      let shifted = b.fma(size, b.constant(0x1.45f306dc9c883p-1), shifter)
      let q = b.subtract(shifted, shifter)
      let first = b.fma(q, b.constant(-0x1.921fb54442d18p0), size)
      let second = b.multiply(q, b.constant(0x1.1a626331p-54))
      let high = b.subtract(first, second)
      let lost = b.subtract(b.subtract(first, high), second)
      let low = b.fma(q, b.constant(-0x1.1701b839a252p-88), lost)
      let limit = b.constant(0x1p20)
      let isLarge = b.compare(FloatComparison.greaterOrEqual, size, limit)
      return b.rarely(isLarge, else: [high, low, shifted]) { b in
        let isFinite = b.compare(FloatComparison.less, size, b.constant(.infinity))
        let large = b.largeAngle(b.select(b.and(isLarge, isFinite), size, limit))
        let largeHigh = b.select(isFinite, large[0], b.constant(.nan))
        return [
          b.select(isLarge, largeHigh, high), b.select(isLarge, large[1], low), b.select(isLarge, large[2], shifted),
        ]
      }
    }
    return (parts[0], parts[1], bits(parts[2]))
  }

  /// The two parts of r, and q plus the shifter, by the function out of line, for finite numbers from 2²⁰ on.
  private mutating func largeAngle(_ size: IRValue) -> [IRValue] {
    declare("declare i64 @llvm.fshl.i64(i64, i64, i64)")
    declare("declare i128 @llvm.ctlz.i128(i128, i1)")
    declare("declare double @llvm.fma.f64(double, double, double)")
    define("@apus.large.angle", Self.largeAngleText)
    let isVector = size.type.isVector
    if isVector { define("@apus.large.angles", Self.largeAnglesText) }
    let type: IRText = "{ \(size.type), \(size.type), \(size.type) }"
    let parts = emit(size.type, "call \(type) @apus.large.angle\(isVector ? "s" : "")(\(size))")
    return (0..<3).map { emit(size.type, "extractvalue \(type) \(bare: parts), \($0)") }
  }

  /// 64 zeros and the first bits of 2/π.
  private static let twoOverPi: [UInt64] = [
    0x0000_0000_0000_0000, 0xa2f9_836e_4e44_1529, 0xfc27_57d1_f534_ddc0, 0xdb62_9599_3c43_9041,
    0xfe51_63ab_debb_c561, 0xb724_6e3a_424d_d2e0, 0x0649_2eea_09d1_921c, 0xfe1d_eb1c_b129_a73e,
    0xe882_35f5_2ebb_4484, 0xe99c_7026_b45f_7e41, 0x3991_d639_8353_39f4, 0x9c84_5f8b_bdf9_283b,
    0x1ff8_97ff_de05_980f, 0xef2f_118b_5a0a_6d1f, 0x6d36_7ecf_27cb_09b7, 0x4f46_3f66_9e5f_ea2d,
    0x7527_bac7_ebe5_f17b, 0x3d07_39f7_8a52_92ea, 0x6bfb_5fb1_1f8d_5d08, 0x5603_3046_fc7b_6bab,
    0xf0cf_bc20_9af4_361d, 0xa9e3_9161_5ee6_1b08,
  ]

  /// With x = m 2^e and a window W of 192 bits, m W mod 2¹⁹² holds q in its first two bits, and then the fraction, of which
  /// at most 62 bits are zeros or ones before the first that differs (Muller, Elementary Functions, table of worst cases).
  private static let largeAngleText = """
    @apus.two.over.pi = internal constant [\(twoOverPi.count) x i64] [\
    \(twoOverPi.map { "i64 \(Int64(bitPattern: $0))" }.joined(separator: ", "))]
    define internal { double, double, double } @apus.large.angle(double %x) noinline cold nounwind {
      %bits = bitcast double %x to i64
      %biased = lshr i64 %bits, 52
      %fraction = and i64 %bits, 4503599627370495
      %m = or i64 %fraction, 4503599627370496
      %position = sub i64 %biased, 1013
      %word = lshr i64 %position, 6
      %shift = and i64 %position, 63
      %p0 = getelementptr i64, ptr @apus.two.over.pi, i64 %word
      %p1 = getelementptr i64, ptr %p0, i64 1
      %p2 = getelementptr i64, ptr %p0, i64 2
      %p3 = getelementptr i64, ptr %p0, i64 3
      %t0 = load i64, ptr %p0
      %t1 = load i64, ptr %p1
      %t2 = load i64, ptr %p2
      %t3 = load i64, ptr %p3
      %w0 = call i64 @llvm.fshl.i64(i64 %t0, i64 %t1, i64 %shift)
      %w1 = call i64 @llvm.fshl.i64(i64 %t1, i64 %t2, i64 %shift)
      %w2 = call i64 @llvm.fshl.i64(i64 %t2, i64 %t3, i64 %shift)
      %a0 = mul i64 %m, %w0
      %m.wide = zext i64 %m to i128
      %w1.wide = zext i64 %w1 to i128
      %w2.wide = zext i64 %w2 to i128
      %a0.wide = zext i64 %a0 to i128
      %a = shl i128 %a0.wide, 64
      %b = mul i128 %m.wide, %w1.wide
      %c.whole = mul i128 %m.wide, %w2.wide
      %c = lshr i128 %c.whole, 64
      %ab = add i128 %a, %b
      %product = add i128 %ab, %c
      %signed = shl i128 %product, 2
      %negative = icmp slt i128 %signed, 0
      %floor.wide = lshr i128 %product, 126
      %floor = trunc i128 %floor.wide to i64
      %carry = zext i1 %negative to i64
      %q = add i64 %floor, %carry
      %shifted.bits = add i64 %q, \(shifter.bitPattern)
      %shifted = bitcast i64 %shifted.bits to double
      %opposite = sub i128 0, %signed
      %size = select i1 %negative, i128 %opposite, i128 %signed
      %zeros = call i128 @llvm.ctlz.i128(i128 %size, i1 false)
      %normal = shl i128 %size, %zeros
      %high.wide = lshr i128 %normal, 75
      %high.bits = trunc i128 %high.wide to i64
      %low.wide = lshr i128 %normal, 22
      %low.more = trunc i128 %low.wide to i64
      %low.bits = and i64 %low.more, 9007199254740991
      %high.whole = sitofp i64 %high.bits to double
      %low.whole = sitofp i64 %low.bits to double
      %lost = trunc i128 %zeros to i64
      %high.exponent = sub i64 970, %lost
      %low.exponent = sub i64 917, %lost
      %high.scale.bits = shl i64 %high.exponent, 52
      %low.scale.bits = shl i64 %low.exponent, 52
      %high.scale = bitcast i64 %high.scale.bits to double
      %low.scale = bitcast i64 %low.scale.bits to double
      %high = fmul double %high.whole, %high.scale
      %low = fmul double %low.whole, %low.scale
      %r = fmul double %high, 0x3FF921FB54442D18
      %r.opposite = fneg double %r
      %e0 = call double @llvm.fma.f64(double %high, double 0x3FF921FB54442D18, double %r.opposite)
      %e1 = call double @llvm.fma.f64(double %high, double 0x3C91A62633145C07, double %e0)
      %e = call double @llvm.fma.f64(double %low, double 0x3FF921FB54442D18, double %e1)
      %e.opposite = fneg double %e
      %r.signed = select i1 %negative, double %r.opposite, double %r
      %e.signed = select i1 %negative, double %e.opposite, double %e
      %s0 = insertvalue { double, double, double } undef, double %r.signed, 0
      %s1 = insertvalue { double, double, double } %s0, double %e.signed, 1
      %s2 = insertvalue { double, double, double } %s1, double %shifted, 2
      ret { double, double, double } %s2
    }
    """

  /// The same of eight numbers, one after the other.
  private static let largeAnglesText = """
    define internal { <8 x double>, <8 x double>, <8 x double> } @apus.large.angles(<8 x double> %x) \
    noinline cold nounwind {
    entry:
      br label %lane
    lane:
      %i = phi i64 [ 0, %entry ], [ %next, %lane ]
      %h = phi <8 x double> [ zeroinitializer, %entry ], [ %h.next, %lane ]
      %l = phi <8 x double> [ zeroinitializer, %entry ], [ %l.next, %lane ]
      %q = phi <8 x double> [ zeroinitializer, %entry ], [ %q.next, %lane ]
      %element = extractelement <8 x double> %x, i64 %i
      %r = call { double, double, double } @apus.large.angle(double %element)
      %r0 = extractvalue { double, double, double } %r, 0
      %r1 = extractvalue { double, double, double } %r, 1
      %r2 = extractvalue { double, double, double } %r, 2
      %h.next = insertelement <8 x double> %h, double %r0, i64 %i
      %l.next = insertelement <8 x double> %l, double %r1, i64 %i
      %q.next = insertelement <8 x double> %q, double %r2, i64 %i
      %next = add i64 %i, 1
      %more = icmp ult i64 %next, 8
      br i1 %more, label %lane, label %exit
    exit:
      %s0 = insertvalue { <8 x double>, <8 x double>, <8 x double> } undef, <8 x double> %h.next, 0
      %s1 = insertvalue { <8 x double>, <8 x double>, <8 x double> } %s0, <8 x double> %l.next, 1
      %s2 = insertvalue { <8 x double>, <8 x double>, <8 x double> } %s1, <8 x double> %q.next, 2
      ret { <8 x double>, <8 x double>, <8 x double> } %s2
    }
    """
}
