// A page on this machine's loopback, made anew when it is asked for.

internal import FlyingFox
internal import Foundation

/// Serves one page to browsers of this machine.
struct PageServer {
  let port: UInt16
  /// The page now.
  let page: @Sendable () -> String

  /// Serves until the process ends.
  ///
  /// - Parameter isReady: called with the address once the port is listened to.
  func run(isReady: @escaping @Sendable (String) -> Void) async throws {
    let server = HTTPServer(address: try .inet(ip4: "127.0.0.1", port: port), logger: .disabled)
    await server.appendRoute("GET /") { [page] _ in
      HTTPResponse(
        statusCode: .ok, headers: [.contentType: "text/html; charset=utf-8", HTTPHeader("Cache-Control"): "no-store"],
        body: Data(page().utf8))
    }
    let serving = Task { try await server.run() }
    do { try await server.waitUntilListening() } catch {
      // What the server says of it tells more.
      serving.cancel()
      try await serving.value
      throw error
    }
    var port = port
    if case .ip4(_, let chosen)? = await server.listeningAddress { port = chosen }
    isReady("http://127.0.0.1:\(port)/")
    try await serving.value
  }
}
