// Sums over whole numbers without a closed form: one Op for tails and normalising constants of families of counts.

internal import ApusDifferentiation
package import ApusFunctions
package import ApusGraph
internal import ApusInterpreter
internal import ApusOps

/// log Σ exp g(j) over the whole numbers j from `first` to `last`, for terms that fall from a peak, and the means of other functions h
/// of j with the weights exp g(j).
///
/// Operands are both ends, a place near the peak, and the parameters of the terms, all of one shape. The sum starts at the place, or at
/// the end that is nearest to it, and goes both ways until the terms that are left, as a geometric series, are below e⁻⁴⁸ of it.
/// Nothing cancels. A sum that has not ended after 2²⁴ terms on a side is NaN.
///
/// Derivatives are means with the same weights, of every order: d log Σ exp g = E[dg], dE[h] = E[dh] + E[h dg] − E[h] E[dg].
package struct LogSeries: PreparedOp, BuiltInOp {
  /// g and the other functions, of j and the parameters: elementwise, on a block of terms of one series.
  package let terms: FunctionGraph

  package init(terms: FunctionGraph) { self.terms = terms }

  package func resultTypes(of operands: [TensorType]) throws(TypeError) -> [TensorType] {
    guard operands.count >= 3, operands.count == terms.arguments.count + 2,
      operands.allSatisfy({ $0 == .float64(operands[0].shape) })
    else {
      throw TypeError(.shape, "operands of types \(operands) do not fit terms of \(terms.argumentTypes)")
    }
    guard !terms.results.isEmpty, (terms.argumentTypes + terms.resultTypes).allSatisfy({ $0 == Self.block }) else {
      throw TypeError(
        .shape, "terms of types \(terms.argumentTypes) and \(terms.resultTypes) are not all \(Self.block)")
    }
    return terms.results.map { _ in operands[0] }
  }

  /// The type of a block of terms.
  ///
  /// One series is added up at a time: a program holds one block for each of its nodes, and a long series costs the others nothing.
  static let block = TensorType.float64([SeriesSum.blockCount])

  package func prepared(for operands: [TensorType]) -> ([TensorView], [MutableTensorView]) -> Void {
    guard let program = try? Program(terms.results, varying: terms.arguments) else {
      preconditionFailure("the terms of a series cannot be evaluated")
    }
    let evaluator = Evaluator(program)
    let inputs = terms.arguments.map { evaluator.buffer(ofVarying: $0)?.float64 }
    let outputs = terms.results.indices.map { evaluator.output($0).float64 }
    // Held by the closure, so that no evaluation allocates.
    let sum = SeriesSum(functionCount: terms.results.count - 1)
    return { operands, results in
      for element in operands[0].float64.indices {
        for (input, operand) in zip(inputs, operands.dropFirst(2)).dropFirst() {
          input?.update(repeating: operand.float64[element])
        }
        sum.begin(
          from: operands[0].float64[element], to: operands[1].float64[element], near: operands[2].float64[element])
        sum.run(outputs) { places in
          for index in places.indices { inputs[0]?[index] = places[index] }
          return (try? evaluator.run()) != nil
        }
        for index in results.indices { results[index].float64[element] = sum.result(index) }
      }
    }
  }

  /// Those of the terms, as means; none for the ends and the start.
  package func pullback(_ site: PullbackSite) -> [OperandCotangent] {
    let needed = terms.arguments.indices.dropFirst().filter { site.isNeeded[$0 + 2] }
    let functions = terms.results.indices.filter { site.cotangents[$0] != nil }
    var failure: GradientError?
    // For each parameter g′, and h′ + h g′ of every other function h.
    let slopes = FunctionGraph(of: terms.argumentTypes) { own in
      let values = terms.inlined(on: own)
      let variables = needed.map { own[$0] }
      let ones = Tensor(1.0).broadcast(to: values[0].shape)
      do throws(GradientError) {
        let weight = try vectorJacobianProduct(of: [values[0]], cotangents: [ones], withRespectTo: variables)
          .map { $0 ?? .zeros(ones.type) }
        var results = [values[0]] + weight
        for function in functions where function > 0 {
          let slope = try vectorJacobianProduct(of: [values[function]], cotangents: [ones], withRespectTo: variables)
          results += zip(slope, weight).map { ($0 ?? .zeros(ones.type)) + values[function] * $1 }
        }
        return results
      } catch {
        failure = error
        return []
      }
    }
    if let failure { return site.operands.map { _ in .notImplemented("\(failure)") } }
    let means = Array(Tensor.apply(LogSeries(terms: slopes), site.operands).dropFirst())
    var answers = site.operands.map { _ in OperandCotangent.disconnected }
    for (place, index) in needed.enumerated() {
      var total = site.cotangent() * means[place]
      for (row, function) in functions.filter({ $0 > 0 }).enumerated() {
        let joint = means[(row + 1) * needed.count + place]
        total = total + site.cotangent(function) * (joint - site.results[function] * means[place])
      }
      answers[index + 2] = .value(total)
    }
    return answers
  }
}

/// The logarithm of a sum over whole numbers from `first` to `last` of the exponentials of terms, which are functions of the number and
/// of parameters; all broadcast. −∞ where there is no number.
func logSeries(
  from first: Tensor, to last: Tensor, near start: Tensor, _ parameters: [Tensor], _ term: ([Tensor]) -> Tensor
) -> Tensor {
  let operands = ([first, last, start] + parameters).map(\.asFloat64)
  if let error = operands.lazy.compactMap(\.error).first { return Tensor(poisonedBy: error) }
  guard let common = Shape.common(operands.map(\.shape)) else { return Tensor(Double.nan) }
  let block = LogSeries.block
  let terms = FunctionGraph(of: [block] + parameters.map { _ in block }) { [term($0).broadcast(to: block.shape)] }
  if let error = terms.error { return Tensor(poisonedBy: error) }
  return .apply(LogSeries(terms: terms), operands.map { $0.broadcast(to: common) })[0]
}

extension UnivariateDistribution {
  /// The logarithm of a tail at x of a distribution of counts, by whichever of both tails is the smaller one.
  ///
  /// - Parameters:
  ///   - start: a count near the bulk.
  ///   - tail: the logarithm of the tail up to, or beyond, a whole number.
  func smallerTail(
    _ x: Tensor, isUpper: Bool, near start: Tensor, _ tail: (_ place: Tensor, _ isUpper: Bool) -> Tensor
  ) -> Tensor {
    guard let (lower, upper) = support.range else { return Tensor(Double.nan) }
    let (isBelow, isAbove) = ((x .< lower) .| (x .== -Double.infinity), x .>= upper)
    let place = floor(select(isBelow .| isAbove .| (abs(x) .== Double.infinity), start, x))
    let (own, other) = (tail(place, isUpper), tail(place, !isUpper))
    let isMost = own .> -0.6931471805599453
    let smaller = select(isMost, log1mexp(select(isMost, other, -1)), own)
    let (none, all) = isUpper ? (isAbove, isBelow) : (isBelow, isAbove)
    return smaller.replacing(all, with: 0).minusInfinity(where: none).valid(where: x .== x)
  }

  /// The same where the parameters are numbers, and the tail is a sum of probabilities.
  func summedTail(_ x: Tensor, isUpper: Bool, near start: Tensor) -> Tensor {
    guard let (lower, upper) = support.range else { return Tensor(Double.nan) }
    let operands = parameters.map(\.value)
    return smallerTail(x, isUpper: isUpper, near: start) { place, isUpper in
      logSeries(from: isUpper ? place + 1 : lower, to: isUpper ? upper : place, near: start, operands) {
        rebuilt(on: Array($0.dropFirst())).logDensity($0[0])
      }
    }
  }
}
