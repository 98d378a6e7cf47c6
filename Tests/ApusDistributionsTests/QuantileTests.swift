// The laws of quantiles: they invert both tails, have the derivatives of the inverse, and end at the support's ends.

import ApusDistributions
import ApusGraph
import ApusOps
import ApusTestSupport
import Testing

@Suite struct QuantileTests {
  @Test(arguments: Family.withCDF) func `they have the derivatives of the inverse function`(family: Family) throws {
    guard family(family.points[0]).support.elementType == .float64 else { return }
    for point in family.points {
      let probe = try GradientProbe(count: point.count + 1) { arguments in
        let member = family.make(Array(arguments.dropLast())) as? any UnivariateDistribution
        return member?.quantile(logit: arguments[point.count]) ?? 0
      }
      for logit in [-12.0, -0.8, 0, 0.4, 3, 15] {
        let slopes = try probe.slopes(point + [logit])
        for index in 0...point.count {
          let place = index < point.count ? point[index] : logit
          let difference = try probe.difference(point + [logit], index, step: 1e-3 * min(abs(place) + 1e-3, 1))
          let size = try abs(probe.value(point + [logit]))
          #expect(
            abs(slopes[index] - difference) <= 1e-6 * abs(difference) + 1e-8 * size,
            "\(family.name)\(point) at \(logit), argument \(index): \(slopes[index]), \(difference)")
        }
      }
    }
  }

  @Test(arguments: Family.discrete.filter(\.hasCDF)) func `that of a count's own probability is the count`(
    family: Family
  ) throws {
    for point in family.points {
      let distribution = try family.withCDF(point)
      let counts = family.counts(point, atMost: 41)
      let logCDF = try numbers(distribution.logCDF(Tensor(counts)))
      let logSurvival = try numbers(distribution.logSurvival(Tensor(counts)))
      for (place, count) in counts.enumerated() where logCDF[place] > -600 && logSurvival[place] > -600 {
        guard try number(distribution.logDensity(Tensor(count))) > -25 else { continue }
        let here = "\(family.name)\(point) at \(count)"
        if logCDF[place] < -1e-9 {
          #expect(try number(distribution.quantile(logCDF: Tensor(logCDF[place]))) == count, "\(here)")
          #expect(try number(distribution.quantile(logCDF: Tensor(logCDF[place] - 1e-12))) == count, "\(here)")
          #expect(try number(distribution.quantile(logCDF: Tensor(logCDF[place] + 1e-12))) == count + 1, "\(here)")
        }
        #expect(try number(distribution.quantile(logSurvival: Tensor(logSurvival[place]))) == count, "\(here)")
      }
    }
  }

  @Test(arguments: Family.withCDF) func `they end at the ends of the support`(family: Family) throws {
    for point in family.points { try checkEnds(family, point) }
  }

  private func checkEnds(_ family: Family, _ point: [Double]) throws {
    let distribution = try family.withCDF(point)
    let ends = try numbers(distribution.quantile(Tensor([0.0, 1])))
    let infinite = try numbers(distribution.quantile(logit: Tensor([-Double.infinity, Double.infinity])))
    let expected: (Double, Double) =
      switch distribution.support {
      case .real: (-.infinity, .infinity)
      case .interval(let lower, let upper), .integers(let lower, let upper):
        (try number(lower), try number(upper))
      case .lowerBounded(let bound): (try number(bound), .infinity)
      case .upperBounded(let bound): (-.infinity, try number(bound))
      case .booleans: (0, 1)
      case .circle: (-.pi, .pi)
      case .positiveIntegers: (1, .infinity)
      default: (0, .infinity)
      }
    #expect(ends == [expected.0, expected.1] && infinite == ends, "\(family.name): \(ends), \(infinite)")
    for bad in [-0.1, 1.5, .nan] {
      #expect(try number(distribution.quantile(Tensor(bad))).isNaN, "\(family.name) at \(bad)")
    }
  }

  @Test(arguments: Family.withCDF) func `outside the parameters' domain they are NaN`(family: Family) throws {
    guard !family.hasVectors else { return }
    let count = family.points[0].count
    for (index, domain) in family(family.points[0]).parameters.map(\.domain).enumerated() {
      guard domain?.requirement.hasPrefix("positive") == true else { continue }
      var point = family.points[0]
      point[index] = -1
      #expect(count > index)
      #expect(try number(family.withCDF(point).quantile(0.3)).isNaN, "\(family.name)\(point)")
    }
  }

  @Test func `they broadcast, and name shapes that do not`() throws {
    let normal = Normal(Tensor([0.0, 10, 20]), 1)
    #expect(normal.quantile(Tensor(NDArray([0.5, 0.9], shape: [2, 1]))).shape == [2, 3])
    let gamma = Gamma(shape: Tensor([1.0, 2, 3]), rate: 1)
    let values = try numbers(gamma.quantile(Tensor(NDArray([0.5, 0.9], shape: [2, 1]))))
    #expect(abs(values[0] - logarithm(2)) < 1e-15 && abs(values[3] - logarithm(10)) < 1e-15, "\(values)")
    #expect(gamma.quantile(Tensor([0.1, 0.2])).error?.description.contains("quantile") == true)
    #expect(normal.quantile(Tensor([0.1, 0.2])).error?.description.contains("quantile") == true)
  }

  @Test func `the upper tail is reached by its own probability`() throws {
    let normal = Normal(0, 1)
    #expect(try abs(number(normal.quantile(survival: 1e-300)) - 37.047096) < 1e-5)
    #expect(try abs(number(normal.quantile(logSurvival: -1e6)) - 1414.2081) < 1e-3)
    #expect(try number(normal.quantile(0.5)) == 0)
    #expect(try abs(number(normal.quantile(Tensor(1 - 0x1p-53))) - number(normal.quantile(survival: 0x1p-53))) < 1e-13)
  }

  @Test func `equal operands stay apart in the derivatives`() throws {
    // Shape and rate are one tensor: the derivative is the sum of both.
    let one = try GradientProbe(count: 1) { Gamma(shape: $0[0], rate: $0[0]).quantile(0.9) }
    let two = try GradientProbe(count: 2) { Gamma(shape: $0[0], rate: $0[1]).quantile(0.9) }
    let slopes = try two.slopes([2, 2])
    #expect(try abs(one.slopes([2])[0] - (slopes[0] + slopes[1])) < 1e-13)
  }

  @Test(arguments: Family.withCDF) func `rebuilt on its own operands it is itself`(family: Family) throws {
    guard !family.hasVectors else { return }
    let arguments = family.points[0].indices.map { Tensor.argument("p\($0)") }
    let x = Tensor.argument("x")
    let member = try #require(family.make(arguments) as? any UnivariateDistribution)
    #expect(member.rebuilt(on: arguments).logDensity(x) == member.logDensity(x))
    let others = family.points[0].indices.map { Tensor.argument("q\($0)") }
    #expect(member.rebuilt(on: others).logDensity(x) == family.make(others).logDensity(x))
  }

  @Test func `categories have tails and quantiles too`() throws {
    let probabilities = Tensor(NDArray([0.1, 0.2, 0.7, 1e-300, 0, 1], shape: [2, 3]))
    for law in [Categorical(probabilities: probabilities), Categorical(logits: log(probabilities))] {
      let tails = try numbers(law.logCDF(Tensor([0.0, 0])))
      #expect(abs(tails[0] - logarithm(0.1)) < 1e-14 && abs(tails[1] - logarithm(1e-300)) < 1e-11, "\(tails)")
      #expect(try numbers(law.logSurvival(Tensor([2.0, -1]))) == [-.infinity, 0])
      #expect(try numbers(law.logCDF(Tensor([-0.5, .infinity]))) == [-.infinity, 0])
      #expect(try abs(numbers(law.logSurvival(Tensor([0.5, 0.5])))[0] - logarithm(0.9)) < 1e-15)
      #expect(try numbers(law.quantile(Tensor([0.25, 0.25]))) == [1, 2])
      #expect(try numbers(law.quantile(Tensor([0.31, 1e-301]))) == [2, 0])
    }
  }
}
