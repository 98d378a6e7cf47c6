// The namespace of the scalar special functions, with what holds for all of them.

/// Special functions of real arguments in double precision.
///
/// Goals, in this order: a right answer on the whole domain, edges included; small *relative* error, in far tails too;
/// no global state, so that any thread may call any function; speed.
///
/// What holds for all functions: NaN in gives NaN out; an argument outside the domain gives NaN, never a trap; the same
/// arguments give the same bits. A function that states no domain takes every number, and where no edges are stated the
/// values at infinite arguments are the limits. Where libm is accurate it is called; the rest is derived from the
/// literature that the doc comments cite, elementary functions from their formula alone. `u` in the statements of
/// accuracy is the unit roundoff, 2⁻⁵³ ≈ 1.1e-16; accuracies are relative errors unless they say otherwise.
///
/// Checked against: mpmath at 50 digits (`Scripts/reference/special-functions.py`).
package enum Special {}
