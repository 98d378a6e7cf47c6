// The geometry of an SVG path, rounded to a tenth of a pixel.

/// The text of a path's `d`.
package struct PathData: Sendable {
  /// The commands.
  private(set) var bytes: [UInt8] = []
  /// The tenths of a pixel at which the last relative command ended.
  private var place = (x: 0, y: 0)

  /// A path without commands.
  package init() {}

  /// Whether nothing is drawn.
  package var isEmpty: Bool { bytes.isEmpty }

  /// Starts a part at a point in pixels.
  package mutating func move(to x: Double, _ y: Double) { append(UInt8(ascii: "M"), x, y) }

  /// Draws a straight line to a point in pixels.
  package mutating func line(to x: Double, _ y: Double) { append(UInt8(ascii: "L"), x, y) }

  /// Draws a horizontal line to a place in pixels.
  package mutating func horizontal(to x: Double) {
    bytes.append(UInt8(ascii: "H"))
    Self.appendTenths(x, to: &bytes)
  }

  /// Draws a vertical line to a place in pixels.
  package mutating func vertical(to y: Double) {
    bytes.append(UInt8(ascii: "V"))
    Self.appendTenths(y, to: &bytes)
  }

  /// Closes the part.
  package mutating func close() { bytes.append(UInt8(ascii: "Z")) }

  /// Adds commands that begin where the last one ended.
  package mutating func append(relative commands: [UInt8]) { bytes += commands }

  /// Starts a part at a point in pixels that ``relativeLine(to:_:)`` goes on from.
  package mutating func relativeMove(to x: Double, _ y: Double) {
    place = (Self.tenths(x), Self.tenths(y))
    move(to: x, y)
  }

  /// Draws a straight line to a point in pixels, written as the way from the last one: fewer bytes for long curves. The ends are
  /// rounded, not the ways, so that errors do not add up.
  package mutating func relativeLine(to x: Double, _ y: Double) {
    let next = (x: Self.tenths(x), y: Self.tenths(y))
    let (dx, dy) = (next.x - place.x, next.y - place.y)
    place = next
    if dx == 0 || dy == 0 {
      bytes.append(UInt8(ascii: dx == 0 ? "v" : "h"))
      Self.append(tenths: dx == 0 ? dy : dx, to: &bytes)
      return
    }
    bytes.append(UInt8(ascii: "l"))
    Self.append(tenths: dx, to: &bytes)
    if dy > 0 { bytes.append(UInt8(ascii: " ")) }
    Self.append(tenths: dy, to: &bytes)
  }

  private mutating func append(_ command: UInt8, _ x: Double, _ y: Double) {
    bytes.append(command)
    Self.appendTenths(x, to: &bytes)
    bytes.append(UInt8(ascii: " "))
    Self.appendTenths(y, to: &bytes)
  }

  /// A number of pixels as text.
  package static func text(_ pixels: Double) -> String {
    var bytes: [UInt8] = []
    appendTenths(pixels, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Writes a number with at most one decimal. Places beyond a million pixels are moved there; NaN is 0.
  private static func appendTenths(_ pixels: Double, to bytes: inout [UInt8]) {
    append(tenths: tenths(pixels), to: &bytes)
  }

  private static func tenths(_ pixels: Double) -> Int {
    let bounded = pixels.isNaN ? 0 : min(max(pixels, -1e6), 1e6)
    return Int((bounded * 10).rounded())
  }

  private static func append(tenths: Int, to bytes: inout [UInt8]) {
    if tenths < 0 { bytes.append(UInt8(ascii: "-")) }
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    var divisor: UInt = 1
    while whole / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(whole / divisor % 10))
      divisor /= 10
    }
    if rest > 0 {
      bytes.append(UInt8(ascii: "."))
      bytes.append(UInt8(ascii: "0") + UInt8(rest))
    }
  }
}
