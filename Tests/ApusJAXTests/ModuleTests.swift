// Modules of models: their text, their rules, and what cannot be exported.

import ApusExtension
import ApusTestSupport
import Foundation
import Testing

@Suite struct ModuleTests {
  /// The square, with a rule that is not its derivative.
  private static let hundredfold = CustomFunction("Hundredfold") { x in
    [x[0] * x[0]]
  } pullback: { site in
    [.value(100 * site.cotangent())]
  }

  private struct Doubling: UnaryElementwiseOp {
    func evaluate(_ x: Double) -> Double { 2 * x }
    func partials(_ x: Double, result: Double) -> Double { 2 }
  }

  private func schools() throws -> Model {
    try Model(coords: ["school": ["A", "B"]]) { m in
      let mu = m.parameter("mu", Normal(0, 5))
      let tau = m.parameter("tau", HalfCauchy(5))
      let z = m.parameter("z", Normal(0, 1), dims: ["school"])
      let theta = m.deterministic("theta", mu + tau * z, dims: ["school"])
      m.observe("y", Normal(theta, [15.0, 10]), [28.0, 8])
    }
  }

  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("apus-jax-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test func `a module reads as one writes it`() throws {
    let text = try JAXModule(try schools(), name: "schools").text
    #expect(
      text.contains(
        """
        def log_density_terms(position):
            \"\"\"The terms of the log density at an unconstrained position, by where they come from.\"\"\"
            mu = position["mu"]
            tau_free = position["tau"]
            z = position["z"]
            tau = jnp.exp(tau_free)
            theta = mu + tau * z
            return {
                "prior of mu": -0.5 * jnp.square(mu / 5.0) - 2.528376445638773,
                "prior of tau": -softplus(2.0 * (tau_free - 1.6094379124341003)) - 2.061020617723555,
                "log Jacobian of tau": tau_free,
                "prior of z": -0.5 * jnp.square(z) - 0.9189385332046728,
                "likelihood of y": -0.5 * jnp.square((data["y"] - theta) / constant_0) - constant_1,
            }
        """))
    #expect(text.contains(#"    "z": {"shape": (2,), "unconstrained_shape": (2,), "dims": ("school",)},"#))
    #expect(
      text.contains(#"    "school": ["A", "B"],"#) && text.contains(#"deterministic_dims = {"theta": ("school",)}"#))
    #expect(text.contains("    return {\"mu\": position[\"mu\"], \"tau\": tau, \"z\": position[\"z\"]}"))
    #expect(text.contains("    tau = jnp.log(values[\"tau\"])"))
    for function in ["run_numpyro", "run_blackjax", "potential_fn", "initial_position", "check", "log_density"] {
      #expect(text.contains("\ndef \(function)("), "\(function)")
    }
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 110 })
  }

  @Test func `a rule is written as it is given, and named`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Flat(), initial: 2, allowsZeroGradient: true)
      m.potential("square", Self.hundredfold(x))
    }
    let module = try JAXModule(model, name: "wrong")
    #expect(module.rules == ["Hundredfold"])
    for part in [
      "@jax.custom_vjp\ndef Hundredfold(x):\n", "    return jnp.square(x)\n", "    return (100.0 * cotangent,)\n",
      "Hundredfold.defvjp(Hundredfold_forward, Hundredfold_backward)", "rule_traces = {\"Hundredfold\": 0}",
      "    rule_traces[\"Hundredfold\"] += 1\n", "Gradient rules of the user's",
      "    Hundredfold (ApusJAXTests/ModuleTests.swift:",
    ] {
      #expect(module.text.contains(part), "\(part)")
    }
  }

  @Test func `a function with two rules has both`() throws {
    let function = CustomFunction("Two") { x in
      [sin(x[0])]
    } pullback: { site in
      [.value(3 * site.cotangent())]
    } pushforward: { site in
      [2 * site.tangent(0)]
    }
    let model = try Model { m in
      let x = m.parameter("x", Flat(), initial: 0.5)
      m.potential("sine", function(x))
    }
    let text = try JAXModule(model, name: "two").text
    for part in [
      "with_both_rules(Two_value, Two_pushforward, Two_pullback)", "    return (2.0 * dx,)\n",
      "    return (3.0 * cotangent,)\n", "from jax.extend.core import Primitive",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test func `routines in Swift without a library are an error that names them, and nothing is written`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.potential("doubled", Doubling()(x))
    }
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let error = #expect(throws: JAXExportError.self) {
      try model.exportJAX(to: folder.appendingPathComponent("fit.py").path)
    }
    #expect(error?.description.hasPrefix("Doubling is a routine in Swift") ?? false)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    let library = JAXLibrary(file: "fit.so", main: "Fit_main")
    let module = try model.exportJAX(to: folder.appendingPathComponent("fit.py").path, library: library)
    #expect(
      module.routines.map(\.signature) == [
        "Doubling(float64()) -> float64()", "partials of Doubling(float64(), float64()) -> float64()",
        "differenced partials of Doubling(float64()) -> float64()",
      ])
    #expect(module.text.contains("swift_library = \"fit.so\"") && module.text.contains("    return call_swift(0, x)"))
    // The third derivative is a refusal with its reason.
    #expect(module.text.contains("without_gradient(") && module.text.contains("third derivative"))
  }

  @Test func `a model without a gradient is an error before anything is written`() throws {
    let model = try Model { m in
      let rate = m.parameter("rate", Exponential(rate: 1))
      m.parameter("count", Poisson(rate: rate))
    }
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let error = #expect(throws: JAXExportError.self) {
      try model.exportJAX(to: folder.appendingPathComponent("fit.py").path)
    }
    #expect(error?.description.contains("'count' takes discrete values") ?? false)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  @Test func `a file that cannot be written is an error with its name`() throws {
    let error = #expect(throws: JAXExportError.self) { try schools().exportJAX(to: "/no/such/folder/fit.py") }
    #expect(error?.description.hasPrefix("/no/such/folder/fit.npz: cannot be written") ?? false)
  }

  @Test func `points of comparison are finite, and written beside the module`() throws {
    let points = try CheckPoints(try schools(), count: 20, seed: 0)
    #expect(points.positions.count == 20 && points.values.allSatisfy(\.isFinite))
    #expect(points.gradients.allSatisfy { $0.count == 4 && $0.allSatisfy(\.isFinite) })
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try schools().exportJAX(to: folder.appendingPathComponent("fit.py").path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["fit.npz", "fit.py"])
  }

  @Test func `a density that is finite nowhere cannot be held against anything`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1))
      m.potential("nowhere", log(x - x))
    }
    let error = #expect(throws: JAXExportError.self) { try JAXModule(model, name: "nowhere") }
    #expect(error?.description.contains("no finite value") ?? false)
  }

  @Test func `loops, known indices and modifiers are written as JAX has them`() throws {
    let model = try Model { m in
      let x = m.parameter("x", Normal(0, 1), shape: [3])
      let loop = scan([Tensor(0.0)], over: [x], reversed: true) { carry, elements in
        ([carry[0] * 0.5 + elements[0]], [carry[0]])
      }
      m.potential("loop", loop.carry[0] + sum(loop.outputs[0]))
      m.potential("indices", x[[0, 2, 2]])
      m.potential("clipped", clipGradient(x, -1, 1) + stopGradient(x))
      m.potential("part", x[1...] * 2)
    }
    let text = try JAXModule(model, name: "loop").text
    for part in [
      "    def step(carry, element):\n        (carry_0,) = carry\n        (element_0,) = element\n",
      "jax.lax.scan(step, (jnp.array(0.0),), (x,), length=3, reverse=True)", "x[constant_0]",
      "constant_0 = jnp.array([0, 2, 2])",
      "clip_gradient(x, -1.0, 1.0)", "jax.lax.stop_gradient(x)", "x[1:]",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }
}
