// The colors of charts.

import ApusFigures
import Testing

@Suite struct PaletteTests {
  @Test func `no two series of the first seven share a color`() {
    #expect(Set(Palette.series).count == Palette.series.count)
  }
}
