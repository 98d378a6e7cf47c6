// One number of a rule against the function's differences: at a smooth point, a kink, a jump, or the edge of a domain.

/// What the differences along one coordinate say of a rule's number.
struct Comparison {
  /// Something that is no mistake and worth saying.
  struct Note {
    enum Kind { case kink, jump, edge, unsettled }
    let kind: Kind
    let text: String
  }

  let returned: Double
  private(set) var expected = 0.0
  var tolerance = 0.0
  private(set) var isCompared = true
  private(set) var isSmooth = true
  private(set) var note: Note?

  var error: Double { (returned - expected).magnitude }
  var isWrong: Bool { isCompared && !(error <= tolerance) }

  /// - Parameters:
  ///   - returned: the rule's number.
  ///   - line: the function of the coordinate.
  ///   - name: the function's name.
  ///   - place: the coordinate and its value, for notes.
  init(_ returned: Double, _ line: RiddersDifference, _ name: String, _ place: String) {
    self.returned = returned
    guard let central = line.central() else {
      compareAtEdge(line, name, place)
      return
    }
    expect(central)
    if isWrong || line.looksKinked { lookForKink(line, central, name, place) }
  }

  /// The rounding of the rule's own number.
  private var ownRounding: Double { returned.isFinite ? 1e-11 * returned.magnitude : 0 }

  /// Ten times the error of the differences, which is an estimate, and the rounding of the rule's own number.
  private mutating func expect(_ estimate: Estimate) {
    expected = estimate.value
    tolerance = 10 * estimate.error + max(1e-11 * estimate.value.magnitude, ownRounding)
  }

  /// The comparison with a more accurate expectation; nil where the differences do not bear it out.
  func sharpened(_ estimate: Estimate) -> Comparison? {
    guard isCompared, isSmooth, (estimate.value - expected).magnitude <= tolerance else { return nil }
    var result = self
    result.expected = estimate.value
    result.tolerance = estimate.error
    return result
  }

  /// The function gives no number on one side, or on both.
  private mutating func compareAtEdge(_ line: RiddersDifference, _ name: String, _ place: String) {
    isSmooth = false
    isCompared = false
    let sides = RiddersDifference.Side.allCases.filter { line.isFinite($0) }
    guard sides.count == 1, let estimate = line.oneSided(sides[0]) else {
      note = Note(kind: .edge, text: "\(name) is not finite around \(place): the rule was not compared there")
      return
    }
    let other = sides[0] == .above ? "below" : "above"
    let isSettled =
      estimate.error <= 1e-3 * estimate.value.magnitude || estimate.error <= 1e-6 * line.secant(sides[0]).magnitude
    isCompared = isSettled
    if isCompared { expect(estimate) }
    note = Note(
      kind: .edge,
      text: "the domain of \(name) ends at \(place): it is not finite \(other); the rule "
        + (isCompared
          ? "was compared with the derivative on the other side" : "was not compared, the slope has no limit"))
  }

  /// Looks whether the slopes to the left and right differ, and whether the rule's number is right for such a point.
  private mutating func lookForKink(_ line: RiddersDifference, _ central: Estimate, _ name: String, _ place: String) {
    let slopes = RiddersDifference.Side.allCases.map { line.oneSided($0) }
    if let below = slopes[0], let above = slopes[1] {
      let gap = (above.value - below.value).magnitude
      let margin = 10 * (above.error + below.error)
      if margin < 0.05 * gap, gap > 1e-3 * max(above.value.magnitude, below.value.magnitude) {
        isSmooth = false
        let (least, most) = (min(below.value, above.value), max(below.value, above.value))
        expected = min(max(returned, least), most)
        tolerance = margin + ownRounding
        if returned.isNaN { expected = below.value }
        if !isWrong {
          note = Note(
            kind: .kink,
            text: "\(name) has a kink at \(place): its slope is \(Self.short(below.value)) below and "
              + "\(Self.short(above.value)) above, the rule gives \(Self.short(returned))")
        }
        return
      }
    }
    // A jump has a slope on one side alone; if it is the rule's, the rule is right.
    for slope in slopes.compactMap({ $0 }) {
      let gap = (returned - central.value).magnitude
      let margin = 10 * slope.error + ownRounding
      if returned.isFinite, 10 * slope.error < 1e-3 * gap, (slope.value - returned).magnitude <= margin {
        isSmooth = false
        expected = slope.value
        tolerance = margin
        note = Note(
          kind: .jump,
          text: "\(name) jumps at \(place): the rule gives the slope of one side, \(Self.short(returned))")
        return
      }
    }
    // A vertical tangent: no number is right.
    if returned.isInfinite, central.error > 0.05 * central.value.magnitude {
      isCompared = false
      note = Note(kind: .unsettled, text: "the slope of \(name) has no limit at \(place); the rule gives \(returned)")
    }
  }

  private static func short(_ number: Double) -> String {
    guard number.isFinite, number != 0 else { return "\(number)" }
    var scale = 1.0
    while number.magnitude * scale < 1e5, scale < 1e300 { scale *= 10 }
    let rounded = (number * scale).rounded() / scale
    return rounded == rounded.rounded() && rounded.magnitude < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }
}
