// The rows of special functions, those of distributions among them.

internal import ApusDistributions
internal import ApusOps

extension OpCatalogue {
  static let special: [CatalogueEntry] = [
    .op(LogGamma()),
    .op(LogBeta()),
    .op(DigammaDifference()),
    .op(Attribute("order") { (op: Polygamma) in op.order }) { Polygamma(order: $0) },
    .op(ErrorFunction()),
    .op(ComplementaryErrorFunction()),
    .op(ScaledComplementaryErrorFunction()),
    .op(LogComplementaryErrorFunction()),
    .op(NormalCDF()),
    .op(LogNormalCDF()),
    .op(NormalQuantile()),
    .op(BesselI0e()),
    .op(BesselI1e()),
    .op(LogBesselI0()),
    .op(Attribute("upper") { (op: RegularizedGamma) in op.isUpper }) { RegularizedGamma(upper: $0) },
    .op(RegularizedGammaShapeDerivative()),
    .op(Attribute("upper") { (op: LogRegularizedGamma) in op.isUpper }) { LogRegularizedGamma(upper: $0) },
    .op(Attribute("upper") { (op: LogRegularizedGammaShapeDerivative) in op.isUpper }) {
      LogRegularizedGammaShapeDerivative(upper: $0)
    },
    .op(Attribute("tail") { (op: RegularizedGammaSlope) in op.tail }) { RegularizedGammaSlope($0) },
    .op(RegularizedBeta()),
    .op(Attribute("upper") { (op: LogRegularizedBeta) in op.isUpper }) { LogRegularizedBeta(upper: $0) },
    .op(Attribute("tail") { (op: RegularizedBetaShapeDerivatives) in op.tail }) { tail in
      tail.map { RegularizedBetaShapeDerivatives(logarithmOf: $0) } ?? RegularizedBetaShapeDerivatives()
    },
    .op(Attribute("tail") { (op: RegularizedBetaSlope) in op.tail }) { RegularizedBetaSlope($0) },
  ]

  static let distributions: [CatalogueEntry] = [
    .op(Attribute("order") { (op: FirstPassageSlope) in op.order }) { FirstPassageSlope(order: $0) },
    .op(KroneckerNoiseKernel()),
    .op(LogArcMass()),
    .op(Attribute("order") { (op: ArcMean) in op.order }) { ArcMean(order: $0) },
    .op(LogFirstPassage()),
    .op(LogPolyaGamma()),
    .op(
      Attribute("place") { (op: PolyaGammaMoment) in op.place },
      Attribute("shape") { (op: PolyaGammaMoment) in op.shape }
    ) { PolyaGammaMoment(place: $0, shape: $1) },
    .op(Attribute("upper") { (op: LogPolyaGammaTail) in op.isUpper }) { LogPolyaGammaTail(upper: $0) },
    .op(
      Attribute("upper") { (op: PolyaGammaTailSlope) in op.isUpper },
      Attribute("tilt") { (op: PolyaGammaTailSlope) in op.isByTilt }
    ) { PolyaGammaTailSlope(upper: $0, byTilt: $1) },
    .op(Attribute("upper") { (op: LogRiceTail) in op.isUpper }) { LogRiceTail(upper: $0) },
    .op(LogSkewNormalCDF()),
    .op(LogStudentTCDF()),
    .op(StudentTHazard()),
    .op(LogStudentTCDFDegreesDerivative()),
    .op(Attribute("dimension") { (op: LogSphericalMean) in op.dimension }) { LogSphericalMean(dimension: $0) },
    .op(Attribute("dimension") { (op: SphericalDefect) in op.dimension }) { SphericalDefect(dimension: $0) },
  ]
}
