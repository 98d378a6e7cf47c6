// The points at which an exported module is compared with Apus, with the numbers that Apus computes there.

internal import ApusGraph
package import ApusModel
internal import ApusStore

/// Positions with the log density and its gradient.
package struct CheckPoints {
  /// Flat positions.
  package let positions: [[Double]]
  /// The log density at each.
  package let values: [Double]
  package let gradients: [[Double]]

  /// The initial position, then prior draws; where these leave the density without a finite value or gradient, points near
  /// the initial one.
  /// - Throws: ``JAXExportError/model(_:)``, or ``JAXExportError/noFinitePoint`` where there is nothing to compare.
  package init(_ model: Model, count: Int, seed: UInt64) throws(JAXExportError) {
    guard count > 0 else {
      (positions, values, gradients) = ([], [], [])
      return
    }
    do throws(ModelError) {
      (positions, values, gradients) = try Self.points(of: model, count: count, seed: seed)
    } catch { throw .model(error) }
    if !zip(values, gradients).contains(where: { $0.isFinite && $1.allSatisfy(\.isFinite) }) { throw .noFinitePoint }
  }

  /// The points with their numbers.
  private static func points(
    of model: Model, count: Int, seed: UInt64
  ) throws(ModelError) -> (positions: [[Double]], values: [Double], gradients: [[Double]]) {
    let function = try model.compile([model.logDensity()] + model.gradient())
    let initial = try model.initialPosition()
    let drawn = try model.priorPositions(count: max(0, count - 1), seed: seed)
    var positions: [[Double]] = []
    var values: [Double] = []
    var gradients: [[Double]] = []
    for (index, drawn) in ([initial] + drawn).prefix(count).enumerated() {
      // A draw outside of a transform's image has no coordinate. Then halfway to the initial point, and halfway again, as long
      // as there is no number.
      var position = zip(drawn, initial).enumerated().map { coordinate, pair in
        pair.0.isFinite ? pair.0 : pair.1 + 0.25 * Double((coordinate + index) % 5 - 2)
      }
      for turn in 0...6 {
        let numbers = try function.values(at: position).values
        let (value, gradient) = (numbers[0].scalar, numbers.dropFirst().flatMap(\.doubles))
        let isFinite = value.isFinite && gradient.allSatisfy(\.isFinite)
        if isFinite || turn == 6 || index == 0 {
          positions.append(position)
          values.append(value)
          gradients.append(gradient)
          break
        }
        position = zip(position, initial).map { 0.5 * ($0 + $1) }
      }
    }
    return (positions, values, gradients)
  }

  /// Adds the numbers to an archive.
  func add(to archive: inout ArrayArchive) {
    let dimension = positions.first?.count ?? 0
    let shape = Shape([positions.count, dimension])
    archive.add("check_positions", NDArray(positions.flatMap { $0 }, shape: shape))
    archive.add("check_values", NDArray(values))
    archive.add("check_gradients", NDArray(gradients.flatMap { $0 }, shape: shape))
  }
}
