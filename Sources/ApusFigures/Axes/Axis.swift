// What an axis shows: its title, unit and limits, and how numbers are spaced on it.

/// A horizontal or vertical axis.
package struct Axis: Sendable {
  /// What is shown, such as "BJD" or "radial velocity".
  package var title: RichText
  /// The unit, shown in brackets.
  package var unit: String
  /// Whether equal ratios have equal lengths. Numbers that are not positive are then left out.
  package var isLogarithmic: Bool
  /// The limits; nil: those of the data, with room around them.
  package var limits: Interval?
  /// The room below and above the data, as parts of their length.
  package var padding = (below: 0.04, above: 0.04)
  /// The least length, for data that hardly differ.
  package var minimumSpan = 0.0
  /// Whether labels and title are written.
  package var isLabelled = true
  /// Whether there are ticks.
  package var hasTicks = true
  /// Whether there are ticks without labels between those with labels.
  package var hasMinorTicks = true
  /// The ticks, where they are no numbers in equal steps, such as names; nil: those that fit.
  package var ticks: [Tick]?
  /// How many digits labels have at most before the part that all share is taken out of them.
  package var digitLimit = 5
  /// Whether labels that stick out of the panel are left out, since another panel stands there.
  package var labelsStayInside = false

  /// An axis.
  package init(_ title: RichText = "", unit: String = "", isLogarithmic: Bool = false, limits: Interval? = nil) {
    (self.title, self.unit, self.isLogarithmic, self.limits) = (title, unit, isLogarithmic, limits)
  }

  /// The limits for data with the given extent.
  func resolvedLimits(_ data: Interval?) -> Interval {
    if let limits, !isLogarithmic || limits.lower > 0 {
      return limits.halfSpan > 0 ? limits : limits.padded(below: 0, above: 0)
    }
    guard let data else { return isLogarithmic ? Interval(1, 10) : Interval(0, 1) }
    if isLogarithmic { return data.logarithmicallyPadded(below: padding.below, above: padding.above) }
    return data.padded(below: padding.below, above: padding.above, minimumSpan: minimumSpan)
  }

  /// The title with what the labels leave out: an offset, a power of ten, the unit.
  package func fullTitle(_ ticks: TickSet) -> RichText {
    var result = title
    if let offset = ticks.offset {
      let sign = offset.mantissa < 0 ? " + " : " − "
      result = result + RichText(sign) + RichText(offset.magnitudeText).unbroken
    }
    if ticks.exponent != 0 {
      result = result + " [10" + .raised(Decimal.minus(ticks.exponent)) + RichText(unit.isEmpty ? "]" : " \(unit)]")
    } else if !unit.isEmpty {
      result = result + RichText(" [\(unit)]")
    }
    return result
  }
}
