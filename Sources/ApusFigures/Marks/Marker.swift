// Shapes of points, which also tell series apart in print without colors.

/// The shape of a point.
package enum Marker: String, Sendable, CaseIterable {
  case circle, square, triangle, diamond, wedge, openCircle, openSquare, openDiamond

  /// The shape of the series with this index; shapes repeat after eight, colors after seven.
  package static func shape(_ index: Int) -> Marker { allCases[index % allCases.count] }

  /// Whether only the outline has the series' color.
  package var isOpen: Bool { self == .openCircle || self == .openSquare || self == .openDiamond }

  /// The commands that draw the shape around the place where a path has moved to, by the area of a circle of this radius.
  package func commands(radius: Double) -> [UInt8] {
    let r = PathData.text(radius)
    switch self {
    case .circle, .openCircle:
      let d = PathData.text(2 * (radius * 10).rounded() / 10)
      return Array("m-\(r) 0a\(r) \(r) 0 1 0 \(d) 0a\(r) \(r) 0 1 0-\(d) 0z".utf8)
    case .square, .openSquare:
      return Self.polygon([(-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)], radius)
    case .diamond, .openDiamond: return Self.polygon([(0, -1.25), (1.25, 0), (0, 1.25), (-1.25, 0)], radius)
    case .triangle: return Self.polygon([(0, -1.35), (1.25, 0.85), (-1.25, 0.85)], radius)
    case .wedge: return Self.polygon([(0, 1.35), (1.25, -0.85), (-1.25, -0.85)], radius)
    }
  }

  /// A polygon in relative commands, whose corners are rounded to a tenth of a pixel before they are subtracted.
  private static func polygon(_ corners: [(Double, Double)], _ radius: Double) -> [UInt8] {
    func tenths(_ value: Double) -> Double { (value * radius * 10).rounded() / 10 }
    var commands = ""
    var last = (0.0, 0.0)
    for (index, corner) in corners.enumerated() {
      let point = (tenths(corner.0), tenths(corner.1))
      commands += "\(index == 0 ? "m" : "l")\(PathData.text(point.0 - last.0)) \(PathData.text(point.1 - last.1))"
      last = point
    }
    return Array((commands + "z").utf8)
  }
}
