// Lists compared element by element, which must be of one length and not empty: what `zip` lets pass in silence.

/// The elements of two lists side by side.
///
/// A test that compares by `zip` cannot fail where one list is empty, or shorter than it should be; with this it does.
///
/// - Throws: ``UnevenPairs`` where the lists differ in length, or have no elements and `mayBeEmpty` is false.
public func paired<A: Sequence, B: Sequence>(
  _ a: A, _ b: B, mayBeEmpty: Bool = false
) throws(UnevenPairs) -> [(A.Element, B.Element)] {
  let (left, right) = (Array(a), Array(b))
  guard left.count == right.count, mayBeEmpty || !left.isEmpty else {
    throw UnevenPairs(left: left.count, right: right.count)
  }
  return Array(zip(left, right))
}

/// Each element with the one after it.
///
/// - Throws: ``UnevenPairs`` where there are fewer than two elements.
public func neighbours<A: Sequence>(_ a: A) throws(UnevenPairs) -> [(A.Element, A.Element)] {
  let list = Array(a)
  return try paired(list.dropLast(), list.dropFirst())
}

/// Two lists that were to be compared and cannot be.
public struct UnevenPairs: Error, CustomStringConvertible {
  let left: Int
  let right: Int

  /// The lengths.
  public var description: String { "lists of \(left) and \(right) elements were to be compared" }
}
