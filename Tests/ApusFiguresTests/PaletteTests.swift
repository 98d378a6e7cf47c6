// The colors and shapes of charts.

import ApusFigures
import Testing

@Suite struct PaletteTests {
  @Test func `no two series of the first seven share a color`() {
    #expect(Set(Palette.series).count == Palette.series.count)
  }

  @Test func `no two of 56 series share color and shape`() {
    let looks = (0..<56).map { "\(Palette.color($0)) \(Marker.shape($0))" }
    #expect(Set(looks).count == 56)
  }
}
