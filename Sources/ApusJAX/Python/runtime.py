# What follows is the same in every exported module: starts, samplers, and the check against Apus.


class Draws(dict):
    """Draws by name: arrays of shape (chains, draws, *shape), of parameters and deterministics.

    The attribute `statistics` holds the sampler's own numbers under ArviZ's names, each of shape
    (chains, draws): "lp" (log density), "diverging", "acceptance_rate", "n_steps" (gradients).
    """


def initial_position(key=None):
    """Where sampling starts: unconstrained arrays by name.

    With a PRNG key, the start is jittered uniformly by up to `start_scales` to either side.
    """
    position = {}
    for index, (name, parameter) in enumerate(parameters.items()):
        shape = parameter["unconstrained_shape"]
        value = jnp.broadcast_to(jnp.asarray(start[name], float), shape)
        if key is not None:
            jitter = jax.random.uniform(jax.random.fold_in(key, index), shape, float, -1.0, 1.0)
            value = value + start_scales[name] * jitter
        position[name] = value
    return position


def potential_fn(position):
    """The potential energy of an unconstrained position: minus its log density."""
    return -log_density(position)


def _chain_starts(key, chains, attempts=100):
    """Jittered starts of finite log density and gradient: arrays of shape (chains, *shape)."""

    @jax.jit
    def start_of(key):
        position = initial_position(key)
        return position, jax.value_and_grad(log_density)(position)

    starts = []
    for attempt_key in jax.random.split(key, chains * attempts):
        position, value_and_gradient = start_of(attempt_key)
        if all(np.all(np.isfinite(x)) for x in jax.tree.leaves(value_and_gradient)):
            starts.append(position)
        if len(starts) == chains:
            return jax.tree.map(lambda *positions: np.stack(positions), *starts)
    raise ValueError(f"{chains * attempts} starts, and {len(starts)} have a finite log density")


def _map_chains(run_chain):
    """A function that runs all chains, given arrays with a leading axis of chains.

    The chains run one after the other in one compiled program; where JAX has as many devices as
    there are chains (XLA_FLAGS=--xla_force_host_platform_device_count=4), at the same time.
    """

    def run_chains(inputs):
        if len(jax.tree.leaves(inputs)[0]) <= jax.local_device_count():
            return jax.pmap(run_chain)(inputs)
        return jax.jit(lambda inputs: jax.lax.map(run_chain, inputs))(inputs)

    return run_chains


def _constrain_draws(positions, statistics):
    """`Draws` from unconstrained positions, arrays of shape (chains, draws, ...), by name."""

    def values_at(position):
        values = constrain(position)
        return {**values, **deterministics(values)}

    # One draw after the other: the memory needed does not grow with what one draw computes.
    all_values_at = jax.jit(lambda x: jax.lax.map(lambda chain: jax.lax.map(values_at, chain), x))
    values = all_values_at(jax.tree.map(np.asarray, positions))
    names = [*parameters, *(name for name in values if name not in parameters)]
    draws = Draws((name, np.asarray(values[name])) for name in names)
    draws.statistics = {name: np.asarray(value) for name, value in statistics.items()}
    return draws


def run_numpyro(draws=1000, warmup=1000, chains=4, seed=0, **options):
    """`Draws` by NumPyro's NUTS.

    Options are those of numpyro.infer.NUTS: target_accept_prob, dense_mass, max_tree_depth, ...
    """
    from numpyro.infer import MCMC, NUTS

    start_key, key = jax.random.split(jax.random.key(seed))
    starts = _chain_starts(start_key, chains)
    if chains == 1:  # NumPyro expects no axis of chains then.
        starts = jax.tree.map(lambda x: x[0], starts)
    mcmc = MCMC(
        NUTS(potential_fn=potential_fn, **options),
        num_warmup=warmup,
        num_samples=draws,
        num_chains=chains,
        chain_method=_map_chains,
        progress_bar=False,
    )
    fields = ("potential_energy", "diverging", "accept_prob", "num_steps")
    mcmc.run(key, init_params=starts, extra_fields=fields)
    fields = mcmc.get_extra_fields(group_by_chain=True)
    statistics = {
        "lp": -fields["potential_energy"],
        "diverging": fields["diverging"],
        "acceptance_rate": fields["accept_prob"],
        "n_steps": fields["num_steps"],
    }
    return _constrain_draws(mcmc.get_samples(group_by_chain=True), statistics)


def run_blackjax(draws=1000, warmup=1000, chains=4, seed=0, **options):
    """`Draws` by BlackJAX's NUTS after its window adaptation.

    Options are those of blackjax.window_adaptation: target_acceptance_rate,
    is_mass_matrix_diagonal, max_num_doublings, ...
    """
    import blackjax

    def run_chain(key_and_start):
        warmup_key, key = jax.random.split(key_and_start[0])
        adaptation = blackjax.window_adaptation(blackjax.nuts, log_density, **options)
        (state, tuned), _ = adaptation.run(warmup_key, key_and_start[1], num_steps=warmup)
        nuts = blackjax.nuts(log_density, **tuned)

        def draw(state, key):
            state, info = nuts.step(key, state)
            statistics = {
                "lp": state.logdensity,
                "diverging": info.is_divergent,
                "acceptance_rate": info.acceptance_rate,
                "n_steps": info.num_integration_steps,
            }
            return state, (state.position, statistics)

        return jax.lax.scan(draw, state, jax.random.split(key, draws))[1]

    start_key, key = jax.random.split(jax.random.key(seed))
    starts = _chain_starts(start_key, chains)
    keys = jax.random.split(key, chains)
    return _constrain_draws(*_map_chains(run_chain)((keys, starts)))


def check(tolerance=1e-10):
    """Whether the log density and its gradient are Apus's own, at the positions in the .npz file
    beside this one; prints what differs.

    A number may differ by `tolerance`, times its size where that is above 1. Not a number equals
    not a number, and an infinity itself.
    """
    import math
    import pathlib

    shapes = {name: parameter["unconstrained_shape"] for name, parameter in parameters.items()}
    names = ["log density"]  # ... and its derivatives in the coordinates of a flat position:
    for name, shape in shapes.items():
        indices = [", ".join(map(str, index)) for index in np.ndindex(*shape)]
        names += [f"d/d {name}[{index}]" if index else f"d/d {name}" for index in indices]

    def flat_log_density(flat):
        position = {}
        for name, shape in shapes.items():
            size = math.prod(shape)
            position[name], flat = flat[:size].reshape(shape), flat[size:]
        return log_density(position)

    value_and_gradient = jax.jit(jax.value_and_grad(flat_log_density))
    file = np.load(pathlib.Path(__file__).with_suffix(".npz"))
    worst_value = worst_gradient = 0.0
    for point, position in enumerate(file["check_positions"]):
        apus = np.append(file["check_values"][point], file["check_gradients"][point])
        here = np.append(*value_and_gradient(position))
        with np.errstate(all="ignore"):
            difference = np.abs(here - apus) / np.maximum(1.0, np.abs(apus))
        equal = (here == apus) | (np.isnan(here) & np.isnan(apus))
        difference = np.where(equal, 0.0, np.where(np.isnan(difference), np.inf, difference))
        worst = int(np.argmax(difference))
        if difference[worst] > tolerance:
            print(f"point {point}: {names[worst]} is {here[worst]}, Apus's {apus[worst]}")
        worst_value = max(worst_value, difference[0])
        worst_gradient = max(worst_gradient, np.max(difference[1:], initial=0.0))

    if rule_traces:
        traced = ", ".join(name for name, count in rule_traces.items() if count > 0)
        print(f"the user's rules that JAX traced: {traced or 'none'}")
    passed = bool(max(worst_value, worst_gradient) <= tolerance)
    print(
        f"{len(file['check_values'])} points: log density within {worst_value:.1e}, "
        f"gradient within {worst_gradient:.1e} of Apus: {'passed' if passed else 'FAILED'}"
    )
    return passed


def _main():
    """The command line: `python FILE --check`, `--numpyro` or `--blackjax`, or several of them."""
    import argparse
    import sys
    import time

    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument("--check", action="store_true", help="compare with Apus's own gradients")
    parser.add_argument("--numpyro", action="store_true", help="sample by NumPyro's NUTS")
    parser.add_argument("--blackjax", action="store_true", help="sample by BlackJAX's NUTS")
    for name, default in {"draws": 1000, "warmup": 1000, "chains": 4, "seed": 0}.items():
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N")
    given = parser.parse_args()
    if not (given.check or given.numpyro or given.blackjax):
        parser.error("nothing to do: --check, --numpyro or --blackjax?")
    if given.check and not check():
        sys.exit(1)
    for wanted, run in [(given.numpyro, run_numpyro), (given.blackjax, run_blackjax)]:
        if wanted:
            began = time.perf_counter()
            draws = run(given.draws, given.warmup, given.chains, given.seed)
            seconds, divergences = time.perf_counter() - began, draws.statistics["diverging"].sum()
            print(f"{run.__name__}: {seconds:.1f} s, {divergences} divergences")
            for name, values in draws.items():
                mean, deviation = values.mean(axis=(0, 1)), values.std(axis=(0, 1))
                print(f"{name}: mean {np.round(mean, 4)}, deviation {np.round(deviation, 4)}")


if __name__ == "__main__":
    _main()
