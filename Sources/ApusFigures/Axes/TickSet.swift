// The ticks of an axis: where they stand, and what is written at them.

/// A labelled tick.
package struct Tick: Sendable {
  package var value: Double
  package var label: RichText

  package init(_ value: Double, _ label: RichText) { (self.value, self.label) = (value, label) }
}

/// The ticks of an axis.
package struct TickSet: Sendable {
  /// The labelled ticks in ascending order.
  package var major: [Tick] = []
  /// Where ticks without labels stand.
  package var minor: [Double] = []
  /// What was subtracted from the numbers before they were written.
  package var offset: Decimal?
  /// The power of ten by which the numbers were then divided.
  package var exponent = 0
}
