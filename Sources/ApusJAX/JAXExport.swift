// The export of a model to JAX: a Python module with the model's density, its gradient rules, and samplers' entries.

public import ApusModel
internal import ApusGraph
internal import ApusStore

/// The shared library in which an exported module finds the user's routines in Swift.
public struct JAXLibrary: Sendable, Equatable {
  /// The library's file, relative to the module's folder, or with its whole path.
  public let file: String
  /// The name of the program's main function in it, such as `Orbit_main`.
  public let main: String

  /// A library.
  public init(file: String, main: String) {
    self.file = file
    self.main = main
  }
}

/// A model as a Python module.
public struct JAXModule: Sendable {
  /// The module's text.
  public let text: String
  /// The names of the functions with a gradient rule of the user's own.
  public let rules: [String]
  /// What tells the routines apart that run in the shared library, in the order of their numbers.
  package let routines: [Routine]
  private let archive: ArrayArchive

  /// Writes a model in Python. Nothing is saved.
  ///
  /// - Parameters:
  ///   - name: the module's name.
  ///   - library: the shared library of the model's program; needed only if the model has routines in Swift.
  ///   - pointCount: the number of points at which the module's check compares.
  ///   - seed: the seed of those points.
  /// - Throws: ``JAXExportError``.
  public init(
    _ model: Model, name: String, library: JAXLibrary? = nil, pointCount: Int = 20, seed: UInt64 = 0
  ) throws(JAXExportError) {
    var writer = try ModuleWriter(model, name: name, library: library)
    text = try writer.text()
    rules = writer.rules
    routines = writer.routines
    var archive = writer.archive
    try CheckPoints(model, count: pointCount, seed: seed).add(to: &archive)
    self.archive = archive
  }

  /// Saves the module, and beside it its arrays: `fit.py` and `fit.npz`.
  ///
  /// - Throws: ``JAXExportError/unwritable(file:reason:)``.
  public func write(to path: String) throws(JAXExportError) { try archive.save(beside: path, text) }
}

extension Model {
  /// Exports the model as a Python module, which NumPyro and BlackJAX sample with exactly the model's gradient.
  ///
  /// The module is `path`, a name that ends in `.py`; its data and the numbers for `--check` lie beside it in a `.npz` file.
  /// Custom functions become functions with `jax.custom_vjp`, or with `jax.custom_jvp` where they have a pushforward.
  ///
  /// - Parameters:
  ///   - library: the shared library of the model's program; needed only if the model has routines in Swift.
  ///   - pointCount: the number of points at which the module's check compares.
  ///   - seed: the seed of those points.
  /// - Throws: ``JAXExportError``, before anything is written, for what cannot be exported.
  @discardableResult
  public func exportJAX(
    to path: String, library: JAXLibrary? = nil, pointCount: Int = 20, seed: UInt64 = 0
  ) throws(JAXExportError) -> JAXModule {
    let file = path.split(separator: "/").last ?? ""
    let name = String(file.hasSuffix(".py") ? file.dropLast(3) : file)
    let module = try JAXModule(self, name: name, library: library, pointCount: pointCount, seed: seed)
    try module.write(to: path)
    return module
  }
}
