// NaN in gives NaN out, for every special function and in each of its arguments.

import ApusNumerics
import Testing

@Suite struct SpecialNaNTests {
  @Test func `functions of one argument give NaN for NaN`() {
    let functions: [(String, (Double) -> Double)] = [
      ("besselI0e", Special.besselI0e),
      ("besselI1e", Special.besselI1e), ("logBesselI0", Special.logBesselI0),
      ("digamma", Special.digamma),
      ("polygamma 0", { Special.polygamma(0, $0) }), ("polygamma 3", { Special.polygamma(3, $0) }),
      ("polygamma 4", { Special.polygamma(4, $0) }), ("erf", Special.erf), ("erfc", Special.erfc),
      ("erfcx", Special.erfcx), ("logErfc", Special.logErfc), ("logGamma", Special.logGamma),
      ("logGamma1p", Special.logGamma1p),
      ("stirlingCorrection", Special.stirlingCorrection),

      ("log1mexp", Special.log1mexp), ("log1pexp", Special.log1pexp),
      ("log1pmx", Special.log1pmx), ("expm1mx", Special.expm1mx), ("sigmoid", Special.sigmoid),
      ("logSigmoid", Special.logSigmoid), ("logit", Special.logit), ("normalCDF", Special.normalCDF),
      ("logNormalCDF", Special.logNormalCDF), ("normalQuantile", { Special.normalQuantile($0) }),
      ("normalQuantile(ofLog:)", { Special.normalQuantile(ofLog: $0) }),
    ]
    for (name, function) in functions {
      #expect(function(.nan).isNaN, "\(name)")
      #expect(function(-.nan).isNaN, "\(name)")
    }
  }

  @Test func `functions of two arguments give NaN for NaN in either`() {
    let functions: [(String, (Double, Double) -> Double)] = [
      ("logBeta", Special.logBeta), ("logPochhammer", Special.logPochhammer),
      ("logAddExp", Special.logAddExp), ("logSubtractExp", Special.logSubtractExp), ("xlogy", Special.xlogy),
      ("xlog1py", Special.xlog1py), ("P", Special.regularizedGammaP), ("Q", Special.regularizedGammaQ),
      ("log P", Special.logRegularizedGammaP), ("log Q", Special.logRegularizedGammaQ),
      ("dA of P", { Special.regularizedGammaPDerivative(shape: $0, $1).dA }),
      ("dX of log P", { Special.logRegularizedGammaDerivative(shape: $0, $1, upper: false).dX }),
      ("dX of log Q", { Special.logRegularizedGammaDerivative(shape: $0, $1, upper: true).dX }),
      ("logSkewNormalCDF", { Special.logSkewNormalCDF($0, shape: $1) }),
      ("logMarcumTails", { Special.logMarcumTails($0, $1).lower }),
      ("logFirstPassage", { Special.logFirstPassage($0, start: $1) }),
      ("firstPassageSlope", { Special.firstPassageSlope($0, start: $1, order: 1) }),
      ("logStudentTCDF", { Special.logStudentTCDF($0, degreesOfFreedom: $1) }),

    ]
    for (name, function) in functions {
      for other in [0, 0.5, 1, .infinity] {
        #expect(function(.nan, other).isNaN, "\(name) of NaN, \(other)")
        #expect(function(other, .nan).isNaN, "\(name) of \(other), NaN")
      }
    }
  }

  @Test func `the beta distribution's functions give NaN for NaN in any argument`() {
    let functions: [(String, (Double, Double, Double) -> Double)] = [
      ("I", Special.regularizedBeta), ("complement", Special.regularizedBetaComplement),
      ("log I", Special.logRegularizedBeta), ("log complement", Special.logRegularizedBetaComplement),
      ("dA", { Special.regularizedBetaDerivative($0, $1, $2).dA }),
      ("dX of log I", { Special.logRegularizedBetaDerivative($0, $1, $2).dX }),
      ("dX of the log complement", { Special.logRegularizedBetaDerivative($0, $1, $2, complement: true).dX }),
    ]
    for (name, function) in functions {
      #expect(function(.nan, 2, 0.5).isNaN, "\(name)")
      #expect(function(2, .nan, 0.5).isNaN, "\(name)")
      #expect(function(2, 3, .nan).isNaN, "\(name)")
    }
  }
}
