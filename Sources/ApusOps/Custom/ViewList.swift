// A list of views that is filled anew for each call of a user's routine; memory is allocated for the first one alone.

/// Views, or their absence, in an array that is used again.
final class ViewList<View> {
  private var views: [View] = []

  /// A part of a list as a list.
  func part(_ range: Range<Int>, of all: [View]) -> [View] {
    guard views.count == range.count else {
      views = Array(all[range])
      return views
    }
    for (place, index) in range.enumerated() { views[place] = all[index] }
    return views
  }

  /// A list that has elements of another at given places and is nil elsewhere.
  func scattered<Element>(_ elements: [Element], to places: [Int], count: Int) -> [View] where View == Element? {
    if views.count != count { views = [View](repeating: nil, count: count) }
    for (place, index) in places.enumerated() { views[index] = elements[place] }
    return views
  }
}
