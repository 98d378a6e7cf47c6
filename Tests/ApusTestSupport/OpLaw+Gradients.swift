// Laws of gradient rules: they agree with differences, are linear, agree with forward mode, and can be differentiated.

internal import ApusDifferentiation
internal import ApusGraph
internal import ApusInterpreter
internal import ApusOps

extension OpLaw {
  /// Checks the pullback against differences of the function, and that it is linear in the cotangents.
  ///
  /// - Throws: an evaluation's or differentiation's error.
  public func gradientFindings() throws -> [String] {
    var findings: [String] = []
    for sample in samples {
      let site = LawSite(self, sample)
      let weights = site.outputs.enumerated().map { LawWeights.array($1.shape, salt: $0) }
      let once = try cotangents(at: site, weights)
      findings += try differenceFindings(
        "the gradient", of: site.outputs, weights: weights, gradients: once, at: site)
      for factor in [-1.0, 0, 3] {
        let scaled = try cotangents(at: site, weights.map { NDArray($0.doubles.map { factor * $0 }, shape: $0.shape) })
        for (operand, gradient) in once {
          guard let other = scaled[operand], other.count == gradient.count else {
            findings.append("\(name), operand \(operand): no gradient for \(factor) × the cotangent")
            continue
          }
          for (a, b) in zip(gradient.doubles, other.doubles) where a.isFinite {
            if !((b - factor * a).magnitude <= 1e-13 * a.magnitude) {
              findings.append("\(name), operand \(operand): \(factor) × the cotangent gives \(b), not \(factor) × \(a)")
            }
          }
        }
      }
    }
    return findings
  }

  /// Checks that forward mode is the adjoint of reverse mode, for each operand alone and for all together: ⟨Jv, u⟩ = ⟨v, Jᵀu⟩.
  ///
  /// - Throws: an evaluation's or differentiation's error.
  public func pushforwardFindings() throws -> [String] {
    var findings: [String] = []
    for sample in samples {
      let site = LawSite(self, sample)
      let weights = site.outputs.enumerated().map { LawWeights.array($1.shape, salt: $0) }
      let reverse = try cotangents(at: site, weights)
      for chosen in differentiable.map({ [$0] }) + (differentiable.count > 1 ? [differentiable] : []) {
        let tangents = site.arguments.indices.map { index in
          chosen.contains(index) ? LawWeights.array(sample[index].shape, salt: 3 + index) : nil
        }
        let real = site.arguments.indices.filter { site.arguments[$0].type.isDifferentiable }
        let pushed = try jacobianVectorProduct(
          of: site.outputs, withRespectTo: real.map { site.arguments[$0] },
          tangents: real.map { index in tangents[index].map { Tensor($0) } })
        let forward = try evaluate(zip(site.outputs, pushed).map { $1 ?? .zeros($0.type) }, site.bindings)
        var (left, right, size) = (0.0, 0.0, 0.0)
        for (x, y) in try paired(forward.flatMap(\.doubles), weights.flatMap(\.doubles), mayBeEmpty: true) {
          left += x * y
          size += (x * y).magnitude
        }
        for operand in chosen {
          let (slope, tangent) = (reverse[operand]?.doubles ?? [], tangents[operand]?.doubles ?? [])
          for (x, y) in try paired(slope, tangent, mayBeEmpty: sample[operand].count == 0) { right += x * y }
        }
        if !((left - right).magnitude <= adjointTolerance * size) {
          findings.append("\(name), tangents of operands \(chosen): ⟨Jv, u⟩ = \(left), ⟨v, Jᵀu⟩ = \(right)")
        }
      }
    }
    return findings
  }

  /// Checks the second derivatives against differences of the first, and that missing ones are errors.
  ///
  /// - Throws: an evaluation's or differentiation's error.
  public func secondDerivativeFindings() throws -> [String] {
    var findings: [String] = []
    for sample in samples {
      let site = LawSite(self, sample)
      let weights = site.outputs.enumerated().map { LawWeights.array($1.shape, salt: $0) }
      for inner in differentiable {
        guard let first = try product(of: site.outputs, weights, withRespectTo: site.arguments[inner]) else { continue }
        let directions = [LawWeights.array(first.shape, salt: 5 + inner)]
        var seconds: [Int: NDArray] = [:]
        for outer in differentiable {
          let mayMiss = !twiceDifferentiable.contains(outer)
          do {
            let second = try product(of: [first], directions, withRespectTo: site.arguments[outer])
            seconds[outer] = try evaluate(second ?? .zeros(site.arguments[outer].type), site.bindings)
          } catch let error as GradientError {
            switch error {
            case .notImplemented, .undefined: if !mayMiss { throw error }
            default: throw error
            }
          }
        }
        if inner == differentiable.first,
          let missing = differentiable.first(where: { operand in
            !twiceDifferentiable.contains(operand)
          }), try !saysThatSecondIsMissing(site, weights, operand: missing)
        {
          findings.append("\(name): the second derivative for operand \(missing) is there, against what the row says")
        }
        findings += try differenceFindings(
          "the second derivative (first for operand \(inner))", of: [first], weights: directions, gradients: seconds,
          at: site)
      }
    }
    return findings
  }

  private func saysThatSecondIsMissing(_ site: LawSite, _ weights: [NDArray], operand: Int) throws -> Bool {
    let argument = site.arguments[operand]
    guard let first = try product(of: site.outputs, weights, withRespectTo: argument) else { return false }
    do {
      _ = try product(of: [first], [LawWeights.array(first.shape, salt: 1)], withRespectTo: argument)
      return false
    } catch let error as GradientError {
      switch error {
      case .notImplemented, .undefined: return true
      default: throw error
      }
    }
  }

  /// The values of the cotangents of all differentiable operands.
  func cotangents(at site: LawSite, _ weights: [NDArray]) throws -> [Int: NDArray] {
    var result: [Int: NDArray] = [:]
    for operand in differentiable {
      let argument = site.arguments[operand]
      let found = try product(of: site.outputs, weights, withRespectTo: argument)
      result[operand] = try evaluate(found ?? .zeros(argument.type), site.bindings)
    }
    return result
  }

  private func product(of outputs: [Tensor], _ weights: [NDArray], withRespectTo input: Tensor) throws -> Tensor? {
    try vectorJacobianProduct(
      of: outputs, cotangents: weights.map { Tensor($0) }, withRespectTo: [input])[0]
  }
}
