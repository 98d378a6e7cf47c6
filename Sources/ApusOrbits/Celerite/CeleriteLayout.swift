// How many columns a celerite kernel has, and what the filter leaves of each point for its adjoint.

/// The numbers of a kernel's real terms and of its pairs, in this order of columns. A layout that is known to the compiler
/// lets it unroll the loops over columns.
///
/// **Law.** Both numbers are constants of the value.
protocol CeleriteLayout {
  /// Terms a e^{−cτ}, of one column.
  var realCount: Int { get }
  /// Terms e^{−cτ}(a C + b S), of two columns.
  var pairCount: Int { get }
}

extension CeleriteLayout {
  /// The number of columns.
  @inline(__always) var rank: Int { realCount &+ 2 &* pairCount }
  /// The number of coefficients: a, c of each real term, then a, b, c, w of each pair.
  @inline(__always) var coefficientCount: Int { 2 &* realCount &+ 4 &* pairCount }

  // A point's record: the response over the lag before it, the predicted state f, the lower triangle of its matrix S, and
  // the innovation z and 1/D.
  @inline(__always) var stateOffset: Int { realCount &+ 3 &* pairCount }
  @inline(__always) var matrixOffset: Int { stateOffset &+ rank }
  @inline(__always) var innovationOffset: Int { matrixOffset &+ rank &* (rank &+ 1) / 2 }
  /// The number of numbers in a point's record.
  @inline(__always) var recordWidth: Int { innovationOffset &+ 2 }
}

/// One real term.
struct OneRealTerm: CeleriteLayout {
  @inline(__always) var realCount: Int { 1 }
  @inline(__always) var pairCount: Int { 0 }
}

/// One oscillator.
struct OnePair: CeleriteLayout {
  @inline(__always) var realCount: Int { 0 }
  @inline(__always) var pairCount: Int { 1 }
}

/// Two oscillators: rotation.
struct TwoPairs: CeleriteLayout {
  @inline(__always) var realCount: Int { 0 }
  @inline(__always) var pairCount: Int { 2 }
}

/// Any other kernel.
struct AnyLayout: CeleriteLayout, Hashable {
  let realCount: Int
  let pairCount: Int
}
