// Misuse of distributions, models, samplers, draws and diagnostics.

import ApusExtension

extension MisuseCall {
  static var ofModels: [MisuseCall] { distributions + draws + models + samplers + diagnostics + arrays }

  private static var distributions: [MisuseCall] {
    each(
      Nasty.fewTensors, Nasty.fewTensors,
      families.map { family in
        (
          family.0,
          { first, second in
            let distribution = family.1(first, second)
            look(at: distribution)
            look(at: distribution.logDensity(first))
            look(at: distribution.logDensity(Tensor([0.5, 0.25, 0.25])))
            return (distribution as? any UnivariateDistribution)?.logCDF(second) as Any
          }
        )
      })
  }

  private static var draws: [MisuseCall] {
    each(
      Nasty.shapes, Nasty.arrays,
      families.map { family in
        (
          "draws of \(family.0)",
          { shape, parameter in
            var generator = Philox4x64(seed: 1, stream: 0)
            let distribution = family.1(1, 1)
            let count = distribution.parameters.count
            let few = distribution.draw(shape: shape, parameters: [parameter], using: &generator)
            let all = Array(repeating: parameter, count: count)
            return (few.count, distribution.draw(shape: shape, parameters: all, using: &generator).count)
          }
        )
      })
  }

  private static func model(_ declare: (inout ModelBuilder) -> Void) -> Any {
    guard let model = try? Model(declare) else { return "refused" }
    return (try? model.initialPosition(), try? model.logDensityFunction(backend: .interpreter).dimension) as Any
  }

  private static var models: [MisuseCall] {
    let shaped: [(String, (Shape) -> Any)] = [
      ("a parameter", { shape in model { m in m.parameter("x", Normal(0, 1), shape: shape) } }),
      ("a simplex", { shape in model { m in m.parameter("x", Dirichlet([1, 1, 1]), shape: shape) } }),
      (
        "a transform", { shape in model { m in m.parameter("x", Flat(), shape: shape, transform: SimplexTransform()) } }
      ),
      ("sums of zero", { shape in model { m in m.parameter("x", ZeroSumNormal(1, shape: shape)) } }),
      (
        "columns",
        { shape in model { m in m.parameter("x", Flat(), shape: shape, transform: SimplexTransform(axis: -2)) } }
      ),
      (
        "sums along two axes",
        { shape in
          model { m in m.parameter("x", Flat(), shape: shape, transform: SumToZeroTransform(axisCount: 2)) }
        }
      ),
      (
        "a covariance",
        { shape in model { m in m.parameter("x", Flat(), shape: shape, transform: CovarianceTransform()) } }
      ),
      (
        "a direction",
        { shape in model { m in m.parameter("x", Flat(), shape: shape, transform: UnitVectorTransform()) } }
      ),
      ("a matrix", { shape in model { m in m.parameter("x", LKJCholesky(2, eta: 1), shape: shape) } }),
      (
        "an initial value",
        { shape in
          model { m in m.parameter("x", Normal(0, 1), initial: NDArray([1.0, 2], shape: shape)) }
        }
      ),
      ("data", { shape in model { m in m.data("x", NDArray([1.0, 2], shape: shape)) } }),
      ("a flat prior", { shape in model { m in m.parameter("x", Flat(shape: shape)) } }),
    ]
    let valued: [(String, (Tensor) -> Any)] = [
      ("observed", { x in model { m in m.observe("y", Normal(0, 1), x) } }),
      ("counted", { x in model { m in m.observe("y", Poisson(rate: 1), x) } }),
      ("data", { x in model { m in m.data("y", x) } }),
      ("deterministic", { x in model { m in m.deterministic("y", x) } }),
      ("potential", { x in model { m in m.potential("y", x) } }),
      ("a prior's scale", { x in model { m in m.parameter("y", Normal(0, x)) } }),
    ]
    let sized: [(String, (Int) -> Any)] = [
      (
        "rows of a correlation",
        { count in count == 1000 ? "large" : model { m in m.parameter("L", LKJCholesky(count, eta: 1)) } }
      ),
      (
        "prior draws",
        { count in
          count > 1000 && count <= 100_000_000
            ? "many" : (try? normal.priorPredictive(draws: count, seed: 1).dataset) as Any
        }
      ),
    ]
    let placed: [(String, (Double) -> Any)] = [
      ("compiled at", { x in (try? normal.compile([normal.logDensity()])([x, x])[0].scalar) as Any }),
      ("compiled at a short position", { x in (try? normal.compile([normal.logDensity()])([x])) as Any }),
      ("explained at", { x in (try? normal.explain(at: [x, x]).description) as Any }),
      ("explained at a long position", { x in (try? normal.explain(at: [x, x, x])) as Any }),
      ("constrained at", { x in (try? normal.constrain([x, x])) as Any }),
      ("constrained at nothing", { _ in (try? normal.constrain([])) as Any }),
      ("counts at", { x in (try? counts.compile([counts.logDensity()])([x])[0].scalar) as Any }),
      ("counts explained at", { x in (try? counts.constrain([x])) as Any }),
      ("unconstrained", { x in (try? normal.unconstrain(["a": NDArray(x)])) as Any }),
    ]
    let replaced: [(String, (NDArray) -> Any)] = [
      ("unconstrained", { (try? normal.unconstrain(["a": $0, "b": $0])) as Any }),
      (
        "replaced",
        { value in
          var model = normal
          return (try? model.replaceData("x", with: value)) as Any
        }
      ),
    ]
    return each(Nasty.shapes, shaped) + each(Nasty.tensors, valued) + each(Nasty.integers, sized)
      + each(Nasty.numbers, placed) + each(Nasty.arrays, replaced)
  }

  private static let normal = made { m in
    let a = m.parameter("a", Normal(0, 1))
    let b = m.parameter("b", HalfNormal(1))
    m.observe("y", Normal(a, b), m.data("x", [1, 2, 3]))
  }
  private static let counts = made { m in m.parameter("n", Poisson(rate: 3)) }

  private static func made(_ declare: (inout ModelBuilder) -> Void) -> Model {
    guard let model = try? Model(declare) else { preconditionFailure("the tests' own model cannot be built") }
    return model
  }

  private static var samplers: [MisuseCall] {
    /// Runs two draws, where nothing else is asked.
    func run(
      _ draws: Int = 2, _ warmup: Int = 2, _ chains: Int = 1, _ sampler: NUTS = NUTS(), _ threads: Int? = 1,
      start: Start? = nil
    ) -> Any {
      // Runs that are long and allowed are stopped at once.
      (try? normal.sample(
        draws: draws, warmup: warmup, chains: chains, seed: 1, sampler: sampler, threads: threads, start: start,
        verifying: false, progress: { _ in false })) as Any
    }
    func kernel(_ kernel: any HamiltonianKernel) -> Any {
      let density = ClosureLogDensity(dimension: 1) { x, g in
        g[0] = -x[0]
        return -0.5 * x[0] * x[0]
      }
      return (try? sample(density, sampler: kernel, draws: 2, warmup: 2, chains: 1, seed: 1, threads: 1)) as Any
    }
    func adapted(_ depth: Int, _ warmup: WarmupSettings) -> NUTS {
      var sampler = NUTS()
      sampler.maxTreeDepth = depth
      sampler.warmup = warmup
      return sampler
    }
    let counted: [(String, (Int) -> Any)] = [
      ("draws", { run($0) }), ("warm-up", { run(2, $0) }),
      ("chains", { $0 > 3 && $0 <= 10_000 ? "many" : run(2, 2, $0) }),
      ("threads", { run(2, 2, 1, NUTS(), $0) }), ("tree depth", { kernel(NUTS(maxTreeDepth: $0)) }),
      ("steps of HMC", { kernel(HMC(maxMeanStepCount: $0)) }),
      ("a buffer", { kernel(adapted(10, WarmupSettings(initialBuffer: $0))) }),
      ("a window", { kernel(adapted(10, WarmupSettings(firstWindow: $0))) }),
      ("a last buffer", { kernel(adapted(10, WarmupSettings(finalBuffer: $0))) }),
      (
        "a dimension",
        { dimension in
          guard dimension < 2 || dimension > 1 << 40 else { return "large" }
          return
            (try? sample(ClosureLogDensity(dimension: dimension) { _, _ in 0 }, draws: 1, warmup: 0, chains: 1, seed: 1))
            as Any
        }
      ),
    ]
    let measured: [(String, (Double) -> Any)] = [
      ("acceptance", { kernel(adapted(10, WarmupSettings(targetAcceptance: $0))) }),
      ("step size", { kernel(adapted(2, WarmupSettings(initialStepSize: $0))) }),
      ("metric", { kernel(adapted(2, WarmupSettings(initialInverseMetric: [$0]))) }),
      ("metric of two", { kernel(adapted(2, WarmupSettings(initialInverseMetric: [$0, $0]))) }),
      ("a covariance", { kernel(NUTS(maxTreeDepth: 2, metric: .dense, initialCovariance: [$0])) }),
      ("integration time", { kernel(HMC(integrationTime: $0, maxMeanStepCount: 8)) }),
      ("energy error", { kernel(NUTS(maxTreeDepth: 2, maxEnergyError: $0)) }),
      ("a start", { run(2, 2, 1, NUTS(), 1, start: .positions([[$0]])) }),
      ("a jitter", { run(2, 2, 1, NUTS(), 1, start: .jittered(around: [$0], width: $0)) }),
      (
        "start",
        { x in
          let density = ClosureLogDensity(dimension: 1) { x, g in
            g[0] = -x[0]
            return -0.5 * x[0] * x[0]
          }
          return (try? sample(density, draws: 1, warmup: 1, chains: 1, seed: 1, start: .positions([[x]]))) as Any
        }
      ),
    ]
    return each(Nasty.integers, counted) + each(Nasty.numbers, measured)
  }

  private static var diagnostics: [MisuseCall] {
    let functions: [(String, (Double) -> Any)] = [
      ("quantile", { ScalarDraws([[1, 2, 3, 4, 5]]).quantile($0) }),
      ("quantile of nothing", { ScalarDraws([]).quantile($0) }),
      ("interval", { ScalarDraws([[1, 2, 3, 4, 5]]).highestDensityInterval($0) }),
      (
        "summary",
        { x in
          Summary([("x", ScalarDraws([[x, 1, 2, 3, x], [1, x, 3, 2, 1]]))], probability: x).description
        }
      ),
      ("ragged chains", { ScalarDraws([[$0], [$0, 1]]).rHat() }),
      ("sizes", { ScalarDraws([[$0, $0, $0, $0]]).bulkEffectiveSampleSize() }),
      ("tail", { ScalarDraws([[$0, 1, 2, 3, 4, 5]]).tailEffectiveSampleSize() }),
      ("error", { x in ScalarDraws([[x, 1, 2, 3, 4, 5]]).monteCarloError(of: .quantile(x)) }),
      ("size of a quantile", { x in ScalarDraws([[x, 1, 2, 3, 4, 5]]).effectiveSampleSize(for: .quantile(x)) }),
      (
        "left out",
        { x in
          LeaveOneOut(logLikelihoods: [ScalarDraws([[x, 1, 2]]), ScalarDraws([[x]])], relativeEfficiency: x).description
        }
      ),
    ]
    let counted: [(String, (Int) -> Any)] = [
      ("chains", { ScalarDraws(values: [1, 2, 3], chainCount: $0).rHat() }),
      ("a chain of a table", { (try? DrawsTable(names: ["x"], columns: [[[1]]]))?.drawCount(ofChain: $0) as Any }),
    ]
    return each(Nasty.numbers, functions) + each(Nasty.integers, counted)
  }

  private static var arrays: [MisuseCall] {
    let functions: [(String, (NDArray, Shape) -> Any)] = [
      ("reshaped", { $0.reshaped($1) }), ("made", { array, shape in NDArray(array.doubles, shape: shape) }),
      ("made of integers", { array, shape in NDArray(array.doubles.map { _ in 1 as Int }, shape: shape) }),
      (
        "bound",
        { array, shape in
          let x = Tensor.argument("x", .float64(shape))
          return (try? evaluate(x + 1, [x: array])) as Any
        }
      ),
      ("broadcast shapes", { array, shape in array.shape.broadcast(with: shape) as Any }),
      ("strides", { _, shape in shape.strides }), ("count", { _, shape in shape.elementCount }),
    ]
    return each(Nasty.arrays, Nasty.shapes, functions)
  }
}
