// Quantiles without a closed form: one Op for every family, which inverts the graph of its tails.

internal import ApusDifferentiation
package import ApusFunctions
package import ApusGraph
internal import ApusInterpreter
internal import ApusOps

/// The x at which a distribution function has given log-odds: operands are the log-odds and the distribution's parameters.
///
/// Each element is bracketed, and found by Newton's steps on the logarithm of the nearer tail. Derivatives are those of the
/// implicit function: dx/dl = F (1 − F)/f in the log-odds l, and −∂ log(F/(1 − F))/∂θ times that in a parameter θ.
///
/// Accuracy: what the tails' errors make of x. Reference: Griewank and Walther (2008), Evaluating Derivatives, chapter 15.
package struct QuantileSearch: PreparedOp, BuiltInOp {
  package let family: String
  /// log F, log(1 − F), log f, the ends of the support, mean and variance, as a function of x and the parameters.
  package let tails: FunctionGraph
  /// Whether x is a whole number: it has no derivative then.
  package let isDiscrete: Bool

  package init(family: String, tails: FunctionGraph, isDiscrete: Bool) {
    self.family = family
    self.tails = tails
    self.isDiscrete = isDiscrete
  }

  package var name: String { "Quantile of \(family)" }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands == tails.argumentTypes else {
      throw TypeError(.shape, "operands of types \(operands) were given where \(tails.argumentTypes) are taken")
    }
    guard let point = operands.first, point.isDifferentiable, tails.resultTypes == Array(repeating: point, count: 7)
    else {
      throw TypeError(.shape, "tails of the types \(tails.resultTypes) are not seven values at each point")
    }
    return [point]
  }

  package func prepared(for operands: [TensorType]) -> ([TensorView], [MutableTensorView]) -> Void {
    guard let program = try? Program(tails.results, varying: tails.arguments) else {
      preconditionFailure("the tails of \(family) cannot be evaluated")
    }
    let evaluator = Evaluator(program)
    let inputs = tails.arguments.map { evaluator.buffer(ofVarying: $0) }
    // Held by the closure, so that no evaluation allocates.
    let brackets = Brackets(count: operands[0].elementCount)
    return { operands, results in
      for (input, operand) in zip(inputs, operands).dropFirst() {
        input?.base.copyMemory(from: operand.base, byteCount: operand.type.byteCount)
      }
      search(brackets, evaluator, inputs[0]?.float64, logits: operands[0].float64, into: results[0].float64)
    }
  }

  private func search(
    _ brackets: Brackets, _ evaluator: Evaluator, _ point: UnsafeMutableBufferPointer<Double>?,
    logits: UnsafeBufferPointer<Double>, into result: UnsafeMutableBufferPointer<Double>
  ) {
    func outputs(_ index: Int) -> UnsafeBufferPointer<Double> { evaluator.output(index).float64 }
    // The ends and the start depend on the parameters alone.
    point?.update(repeating: 0)
    guard (try? evaluator.run()) != nil else { return result.update(repeating: .nan) }
    for index in logits.indices {
      brackets.all[index] = QuantileBracket(
        logit: logits[index], lower: outputs(3)[index], upper: outputs(4)[index], mean: outputs(5)[index],
        variance: outputs(6)[index], isDiscrete: isDiscrete)
    }
    // Every eighth turn at least halves a bracket of numbers, of which there are fewer than 2⁶⁴.
    for _ in 0..<520 where brackets.all.contains(where: { !$0.isDone }) {
      for index in logits.indices { point?[index] = brackets.all[index].x }
      guard (try? evaluator.run()) != nil else { return result.update(repeating: .nan) }
      for index in logits.indices where !brackets.all[index].isDone {
        brackets.all[index].advance(
          logCDF: outputs(0)[index], logSurvival: outputs(1)[index], logDensity: outputs(2)[index])
      }
    }
    for index in logits.indices { result[index] = brackets.all[index].x }
  }

  /// The derivatives of the implicit function; none of a whole number.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    guard !isDiscrete else { return site.operands.map { _ in .disconnected } }
    let point = site.results + site.operands.dropFirst()
    let values = tails.inlined(on: point)
    // F (1 − F)/f.
    let seed = site.cotangent() * exp(values[0] + values[1] - values[2])
    let parameters = site.operands.indices.dropFirst()
    let needed = parameters.filter { site.isNeeded[$0] }
    var answers = site.operands.map { _ in OperandCotangent.disconnected }
    answers[0] = .value(seed)
    do throws(GradientError) {
      let cotangents = try parameterCotangents(needed, point, seed)
      for (place, index) in needed.enumerated() { answers[index] = .value(cotangents[place]) }
    } catch {
      // Which parameter is it?
      for index in needed {
        do throws(GradientError) {
          answers[index] = .value(try parameterCotangents([index], point, seed)[0])
        } catch { answers[index] = .notImplemented("\(error)") }
      }
    }
    return answers
  }

  /// The cotangents of parameters for that of the log-odds, traced on arguments, so that equal operands stay apart.
  private func parameterCotangents(
    _ indices: [Int], _ point: [Tensor], _ seed: Tensor
  ) throws(GradientError) -> [Tensor] {
    guard !indices.isEmpty else { return [] }
    var failure: GradientError?
    let rule = FunctionGraph(of: tails.argumentTypes + [seed.type]) { given in
      let (point, seed) = (Array(given.dropLast()), given[given.count - 1])
      let values = tails.inlined(on: point)
      do throws(GradientError) {
        return try vectorJacobianProduct(
          of: [values[0], values[1]], cotangents: [-seed, seed], withRespectTo: indices.map { point[$0] }
        ).enumerated().map { $1 ?? .zeros(point[indices[$0]].type) }
      } catch {
        failure = error
        return []
      }
    }
    if let failure { throw failure }
    return rule.inlined(on: point + [seed])
  }
}

private final class Brackets {
  var all: [QuantileBracket]

  init(count: Int) { all = Array(repeating: QuantileBracket(), count: count) }
}

extension UnivariateDistribution {
  /// The quantile by a search in `logCDF` and `logSurvival`.
  func searchedQuantile(_ logit: Tensor) -> Tensor {
    let operands = parameters.map(\.value)
    let target = logit.asFloat64
    if let error = ([target] + operands).lazy.compactMap(\.error).first { return Tensor(poisonedBy: error) }
    guard let common = Shape.common([target.shape, shape]) else {
      return poisoned(logit, "the shapes do not broadcast", in: "quantile")
    }
    let tails = FunctionGraph(of: [.float64(common)] + operands.map(\.type)) { arguments in
      let (x, member) = (arguments[0], rebuilt(on: Array(arguments.dropFirst())))
      // The components of a mixture may have supports of different kinds, within its own.
      let ranges = ((member as? Mixture)?.components ?? [member]).compactMap(\.support.range)
      let lower = ranges.dropFirst().reduce(ranges.first?.lower ?? Tensor(-Double.infinity)) { minimum($0, $1.lower) }
      let upper = ranges.dropFirst().reduce(ranges.first?.upper ?? Tensor(Double.infinity)) { maximum($0, $1.upper) }
      let unknown = Tensor(Double.nan)
      // Moments say where to begin.
      let known = hasClosedMoments ? member as? any DistributionWithMoments : nil
      let moments = known.map { ($0.mean, $0.variance) } ?? (unknown, unknown)
      return [
        member.logCDF(x), member.logSurvival(x), member.logDensity(x), lower, upper, moments.0, moments.1,
      ].map { $0.asFloat64.broadcast(to: common) }
    }
    if let error = tails.error { return Tensor(poisonedBy: error) }
    guard let outside = try? tails.captures(), outside.isEmpty else {
      return poisoned(logit, "the tails depend on tensors that are not among its parameters", in: "quantile")
    }
    let search = QuantileSearch(family: name, tails: tails, isDiscrete: support.elementType == .int64)
    return validated(.apply(search, [target.broadcast(to: common)] + operands)[0])
  }
}
