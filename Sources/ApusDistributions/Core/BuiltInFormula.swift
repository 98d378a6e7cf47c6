// Whose a distribution or transform is: the user's, unless it bears a mark that code outside the package cannot set.

/// The mark of Apus's own distributions and transforms.
///
/// An error in the formula of one without it is at a line of the user's. An error in one of Apus's own belongs to the line of the
/// declaration that gave it operands which do not fit.
package protocol BuiltInFormula {}
