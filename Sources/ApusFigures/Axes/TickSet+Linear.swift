// Ticks at multiples of 1, 2 or 5 times a power of ten.

extension TickSet {
  /// Ticks of a linear scale: as many as look well and have room for their labels.
  package init(linear limits: Interval, room: TickRoom) {
    let least = 2 * limits.halfSpan * min(1, room.spacing / max(room.map.length, 1))
    guard least > 0, least.isFinite else { return }
    var step = LinearStep(atLeast: least)
    var best: TickSet?
    for _ in 0..<12 {
      guard let ticks = step.ticks(limits, room: room) else { break }
      let isFull = best == nil || ticks.major.count >= 2
      if isFull { best = ticks }
      if room.fits(ticks.major) && ticks.major.count < 12 {
        if !ticks.major.isEmpty { best = ticks }
        break
      }
      if !isFull { break }
      step = step.next
    }
    guard var best else { return }
    if best.major.count < 2, let finer = LinearStep(atLeast: 0.19 * least).first(limits, room: room) { best = finer }
    while best.major.count > 1 && !room.fits(best.major) { best.major.removeLast() }
    self = best
  }
}
