"""The Python of Sources/Apus/Apus.docc/SamplingWithJAX.md, which `make jax` runs."""

# -- samplers
import fit_jax

draws = fit_jax.run_numpyro(draws=1000, warmup=1000, chains=4, seed=1)  # or run_blackjax
draws["e"]  # an array of shape (chains, draws, *shape), as for every parameter and deterministic
draws.statistics["diverging"].sum()  # also "lp", "acceptance_rate" and "n_steps"
fit_jax.rule_traces  # {'EccentricAnomaly': 2}: NumPyro's program has this rule in it
# -- end

assert draws["e"].shape == (4, 1000)
assert fit_jax.rule_traces["EccentricAnomaly"] > 0

# -- own driver
import jax
from numpyro.infer import MCMC, NUTS

kernel = NUTS(potential_fn=fit_jax.potential_fn, dense_mass=True)
mcmc = MCMC(kernel, num_warmup=500, num_samples=500, progress_bar=False)
mcmc.run(jax.random.key(0), init_params=fit_jax.initial_position())
values = jax.vmap(fit_jax.constrain)(mcmc.get_samples())
# -- end

assert values["e"].shape == (500,)

# -- gradient
position = fit_jax.initial_position()
jax.value_and_grad(fit_jax.log_density)(position)
jax.jacrev(jax.jacrev(fit_jax.log_density))(position)  # second derivatives differentiate the rule
# -- end
