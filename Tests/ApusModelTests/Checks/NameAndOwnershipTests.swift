// Tensors of another model, names that tables cannot hold, columns of one name: found when a model is built.

import ApusExtension
import Synchronization
import Testing

@Suite struct NameAndOwnershipTests {
  /// A parameter and an array of data of another model.
  private static func strangers() throws -> (parameter: Tensor, data: Tensor) {
    var found: (Tensor, Tensor)?
    _ = try Model { m in
      found = (m.parameter("alien", Normal(0, 1)), m.data("far", [1.0, 2]))
    }
    return try #require(found)
  }

  @Test func `a tensor of another model is named with both lines, wherever it stands`() throws {
    let (alien, far) = try Self.strangers()
    let uses: [(String, (inout ModelBuilder) -> Void)] = [
      ("its prior", { m in m.parameter("x", Normal(alien, 1)) }),
      ("its prior", { m in m.parameter("x", Uniform(0, 1 + exp(alien))) }),
      ("its transform", { m in m.parameter("x", HalfFlat(), transform: LowerBoundTransform(exp(alien))) }),
      ("its value", { m in m.deterministic("x", 2 * exp(alien)) }),
      ("its likelihood", { m in m.observe("x", Normal(sin(alien), 1), [1.0]) }),
      ("its potential", { m in m.potential("x", -alien.squared()) }),
      ("the observed value", { m in m.observe("x", Normal(0, 1), far + 1) }),
      (
        "its value",
        { m in m.deterministic("x", scan([Tensor(0.0)], length: 3) { c, _ in ([c[0] + alien], []) }.carry[0]) }
      ),
      (
        "its likelihood",
        { m in m.observe("x", Mixture(weights: [0.5, 0.5], [Normal(0, 1), Normal(alien, 1)]), [1.0]) }
      ),
      ("its value", { m in m.deterministic("x", Tensor.argument("alien") + Tensor.argument("far")) }),
    ]
    for (role, use) in uses {
      let text = mistake { m in
        m.parameter("own", Normal(0, 1))
        use(&m)
      }
      expect(text, says: ["NameAndOwnershipTests.swift:", "'x'", role, "no variable of this model"])
      #expect(text?.contains("'alien'") == true || text?.contains("'far'") == true, "\(text ?? "")")
    }
  }

  @Test func `the line of the use and that of the declaration are told`() throws {
    let (alien, _) = try Self.strangers()
    let line = #line + 1
    let text = mistake { m in m.deterministic("x", alien + 1) }
    expect(text, says: ["NameAndOwnershipTests.swift:\(line): 'x'", "NameAndOwnershipTests.swift:12,"])
  }

  @Test func `a model that uses its own tensors in every place is built`() {
    #expect(
      mistake { m in
        let a = m.parameter("a", Normal(0, 1))
        let x = m.data("x", [1.0, 2])
        let b = m.parameter("b", Uniform(0, exp(a)), transform: IntervalTransform(0, exp(a)))
        m.deterministic("c", scan([Tensor(0.0)], over: [x]) { c, e in ([c[0] + a * e[0]], []) }.carry[0])
        m.potential("p", -b * a)
        m.observe("y", Normal(a * x, 1), x + 1)
      } == nil)
  }

  @Test(arguments: ["", " ", "a\0b", "a\nb", "tab\t", "\u{1B}[31mred", "\u{7F}", "\u{85}", "a\u{2028}b"])
  func `a name that cannot be printed or written is refused`(name: String) {
    let kinds: [(inout ModelBuilder) -> Void] = [
      { m in m.parameter(name, Normal(0, 1)) }, { m in m.observe(name, Normal(0, 1), [1.0]) },
      { m in m.deterministic(name, Tensor(1.0)) }, { m in m.potential(name, Tensor(1.0)) },
      { m in m.data(name, [1.0]) },
    ]
    for kind in kinds {
      expect(mistake(kind), says: ["NameAndOwnershipTests.swift:", "name"])
      #expect(mistake(kind)?.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 } == true)
    }
  }

  @Test(arguments: ["mu", "μ", "a b", "z[0]", "größe, cm", "\"q\"", "日本", "a=b", "x.y/z", "z[9]"])
  func `any other name is taken`(name: String) {
    #expect(mistake { m in m.parameter(name, Normal(0, 1)) } == nil)
  }

  @Test func `two columns of one name`() {
    let line = #line + 4
    let text = mistake { m in
      m.parameter("z", Normal(0, 1), shape: [2])
      m.parameter("mu", Normal(0, 1))
      m.deterministic("z[1]", Tensor(1.0))
    }
    expect(text, says: ["NameAndOwnershipTests.swift:\(line)", "'z[1]'", "element of 'z'", ":\(line - 2)"])
    expect(
      mistake { m in
        m.parameter("L[1, 0]", Normal(0, 1))
        m.parameter("L", LKJCholesky(2, eta: 1))
      }, says: ["'L[1, 0]'"])
    expect(
      mistake { m in
        m.parameter("y[0]", Normal(0, 1))
        m.observe("y", Normal(0, 1), [1.0, 2])
      }, says: ["'y[0]'"])
    #expect(
      mistake { m in
        m.parameter("z", Normal(0, 1), shape: [2])
        m.parameter("z[2]", Normal(0, 1))
        m.parameter("z[0", Normal(0, 1))
        m.parameter("w[0]", Normal(0, 1), shape: [2])
        m.parameter("w", Normal(0, 1))
      } == nil)
    for name in ["chain", "draw"] {
      expect(mistake { m in m.parameter(name, Normal(0, 1)) }, says: ["'\(name)'", "tables of draws"])
    }
  }
}
