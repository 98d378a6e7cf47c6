// Draws in ascending order with the places they came from: one sort serves quantiles, intervals and ranks.

/// Numbers without NaN in ascending order, with the place of each in the array they were taken from.
struct SortedDraws {
  var values: [Double]
  /// The place of each number in the original array; equal numbers keep their order.
  var places: [Int]

  init(_ numbers: [Double]) {
    var pairs = [(value: Double, place: Int)]()
    pairs.reserveCapacity(numbers.count)
    for (place, value) in numbers.enumerated() { pairs.append((value, place)) }
    pairs.sort { $0.value < $1.value }
    values = pairs.map(\.value)
    places = pairs.map(\.place)
  }

  init(values: [Double], places: [Int]) {
    self.values = values
    self.places = places
  }

  /// The number in the middle, or the mean of the two in the middle.
  var median: Double {
    let count = values.count
    guard count > 0 else { return .nan }
    return count.isMultiple(of: 2) ? (values[count / 2 - 1] + values[count / 2]) / 2 : values[count / 2]
  }

  /// The distances |x − center| in ascending order, with the same places: the two sides of the centre, merged.
  func folded(around center: Double) -> SortedDraws {
    let count = values.count
    var folded = SortedDraws(values: [], places: [])
    folded.values.reserveCapacity(count)
    folded.places.reserveCapacity(count)
    var right = values.partitioningIndex { $0 >= center }
    var left = right - 1
    while left >= 0 || right < count {
      let below = left >= 0 ? (values[left] - center).magnitude : .infinity
      let above = right < count ? (values[right] - center).magnitude : .infinity
      let takesLeft = right >= count || (left >= 0 && below < above)
      folded.values.append(takesLeft ? below : above)
      folded.places.append(places[takesLeft ? left : right])
      if takesLeft { left -= 1 } else { right += 1 }
    }
    return folded
  }
}

extension Array {
  /// The first index whose element and all that follow belong to the second part of a partitioned array.
  fileprivate func partitioningIndex(where belongsInSecond: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if belongsInSecond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
