// Which code a kernel's layout runs: loops of known length for the layouts that are most used, any length for others.

/// What runs for a layout.
///
/// **Law.** The result is the same, to rounding, for layouts with the same numbers.
protocol CeleriteRoutine {
  associatedtype Answer
  func run(_ layout: some CeleriteLayout) -> Answer
}

extension AnyLayout {
  /// The routine's answer for this layout, by code that is compiled for it where there is such.
  func run<Routine: CeleriteRoutine>(_ routine: Routine) -> Routine.Answer {
    switch (realCount, pairCount) {
    case (1, 0): routine.run(OneRealTerm())
    case (0, 1): routine.run(OnePair())
    case (0, 2): routine.run(TwoPairs())
    default: routine.run(self)
    }
  }
}

/// The log density.
struct CeleriteDensityRoutine<Number: CeleriteNumber>: CeleriteRoutine {
  let series: CeleriteSeries<Number>
  let trace: UnsafeMutablePointer<Number>

  func run(_ layout: some CeleriteLayout) -> Number {
    CeleriteFilter(
      columns: CeleriteColumns(layout: layout, coefficients: series.coefficients), series: series, trace: trace
    ).logDensity()
  }
}

/// The gradient, after the log density.
struct CeleriteGradientRoutine<Number: CeleriteNumber>: CeleriteRoutine {
  let series: CeleriteSeries<Number>
  let trace: UnsafePointer<Number>
  let cotangents: CeleriteCotangents<Number>
  let weight: Number

  func run(_ layout: some CeleriteLayout) {
    CeleriteAdjoint(
      columns: CeleriteColumns(layout: layout, coefficients: series.coefficients), series: series, trace: trace
    ).write(cotangents, weight: weight)
  }
}
