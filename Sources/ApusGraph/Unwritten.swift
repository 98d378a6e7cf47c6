// The mark of what nobody wrote: buffers hold it before a routine of the user's is verified.

/// A number that no computation gives: a NaN with a payload of its own.
package enum Unwritten {
  package static let bits: UInt64 = 0x7FFB_A5C3_96E1_A5C3
  package static var number: Double { Double(bitPattern: bits) }
}
