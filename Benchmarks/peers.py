#!/usr/bin/env python3
"""One benchmark case on one peer system, as a fresh process: prints one JSON line.

  peers.py SYSTEM MODEL [--draws 1000] [--tune 1000] [--chains 4] [--seed 1]

SYSTEM: pymc (by nutpie, its default where installed) | pymc-own (PyMC's own NUTS)
        | numpyro | blackjax | stan (pystan)
MODEL:  schools | glm | radon | rv | gp      (the densities of Sources/BenchmarkModels)

Figures, all in seconds of wall clock:
  import_s   importing the system
  ready_s    from the model's data in memory to a compiled log density with gradient
  sample_s   the sampling call, warm-up included (and what it compiles itself)
  total_s    the whole process, from its first line to the draws
  grad_us    one evaluation of log density and gradient (median over many), microseconds
  ess_min    smallest bulk effective sample size over all scalar parameters (ArviZ)
  rhat_max   largest rank-normalised split R-hat
  n_grad     gradient evaluations in the kept draws, all chains (sum of leapfrog steps); null if not told
"""
import time
T0 = time.perf_counter()
import argparse, json, os, sys, csv
import numpy as np
HERE = os.path.dirname(os.path.abspath(__file__))


def data(model):
    d = os.path.join(HERE, "Data")
    if model == "schools":
        return dict(y=np.array([28., 8, -3, 7, -1, 1, 18, 12]), sigma=np.array([15., 10, 16, 11, 9, 11, 10, 18]))
    if model == "glm":
        a = np.loadtxt(f"{d}/glm.csv", delimiter=",", skiprows=1)
        return dict(y=a[:, 0].astype(int), X=np.ascontiguousarray(a[:, 1:]))
    if model == "radon":
        r = json.load(open(f"{d}/radon_like.json"))
        return dict(y=np.array(r["log_radon"]), floor=np.array(r["floor_measure"], float),
                    u=np.array(r["log_uppm"]), county=np.array(r["county_idx"]) - 1, J=r["J"])
    if model == "rv":
        rows = list(csv.DictReader(open(os.path.join(HERE, "..", "Examples", "Data", "hd164922.csv"))))
        t = np.array([float(r["time_bjd"]) for r in rows])
        return dict(t=t - 2453000.0, v=np.array([float(r["velocity_m_s"]) for r in rows]),
                    err=np.array([float(r["error_m_s"]) for r in rows]),
                    inst=np.array(["kja".index(r["instrument"]) for r in rows]))
    if model == "gp":
        a = np.loadtxt(f"{d}/gp.csv", delimiter=",", skiprows=1)
        return dict(x=a[:, 0], y=a[:, 1])
    raise SystemExit(f"no such model: {model}")


# ---------------------------------------------------------------- PyMC
def pymc_model(model, D):
    import pymc as pm, pytensor.tensor as pt
    with pm.Model() as m:
        if model == "schools":
            mu = pm.Normal("mu", 0, 5); tau = pm.HalfCauchy("tau", 5)
            z = pm.Normal("z", 0, 1, shape=8)
            pm.Normal("y", mu + tau * z, D["sigma"], observed=D["y"])
        elif model == "glm":
            a = pm.Normal("alpha", 0, 2.5); b = pm.Normal("beta", 0, 1, shape=D["X"].shape[1])
            pm.Bernoulli("y", logit_p=a + pt.dot(D["X"], b), observed=D["y"])
        elif model == "radon":
            J = D["J"]
            mu_a = pm.Normal("mu_a", 0, 5); mu_b = pm.Normal("mu_b", 0, 5); g = pm.Normal("gamma", 0, 5)
            sa = pm.HalfNormal("sigma_a", 1); sb = pm.HalfNormal("sigma_b", 1); sy = pm.HalfNormal("sigma_y", 1)
            za = pm.Normal("z_a", 0, 1, shape=J); zb = pm.Normal("z_b", 0, 1, shape=J)
            a = mu_a + sa * za; b = mu_b + sb * zb
            pm.Normal("y", a[D["county"]] + b[D["county"]] * D["floor"] + g * D["u"], sy, observed=D["y"])
        elif model == "rv":
            from exoplanet_core.pymc.ops import Kepler
            kep = Kepler()
            lp = pm.Normal("logP", np.log([1201.1, 75.765]), [0.02, 0.005], shape=2)
            lk = pm.Normal("logK", np.log([7.0, 2.2]), 1.0, shape=2)
            e = pm.Beta("ecc", 0.867, 3.03, shape=2)
            wx = pm.Normal("wx", 0, 1, shape=2); wy = pm.Normal("wy", 0, 1, shape=2)
            px = pm.Normal("px", 0, 1, shape=2); py = pm.Normal("py", 0, 1, shape=2)
            gam = pm.Normal("gamma", 0, 10, shape=3); ls = pm.Normal("logs", 0, 1, shape=3)
            w = pt.arctan2(wy, wx); ph = pt.arctan2(py, px)
            M = 2 * np.pi * D["t"][:, None] / pt.exp(lp) + ph
            sf, cf = kep(M, e + pt.zeros_like(M))
            rv = pt.sum(pt.exp(lk) * (pt.cos(w) * (cf + e) - pt.sin(w) * sf), axis=1) + gam[D["inst"]]
            pm.Normal("v", rv, pt.sqrt(D["err"] ** 2 + pt.exp(2 * ls)[D["inst"]]), observed=D["v"])
        elif model == "gp":
            x = D["x"]; n = len(x); d2 = (x[:, None] - x[None]) ** 2
            rho = pm.InverseGamma("rho", 5, 5); al = pm.HalfNormal("alpha", 2); s = pm.HalfNormal("sigma", 1)
            K = al ** 2 * pt.exp(-0.5 * d2 / rho ** 2) + (s ** 2 + 1e-10) * pt.eye(n)
            pm.MvNormal("y", np.zeros(n), K, observed=D["y"])
    return m


def run_pymc(model, D, a, own):
    t = time.perf_counter(); import pymc as pm; R = dict(import_s=time.perf_counter() - t)
    t = time.perf_counter(); m = pymc_model(model, D)
    with m:
        f = m.logp_dlogp_function(ravel_inputs=True); f.set_extra_values({})
        x = np.concatenate([np.ravel(v) for v in m.initial_point().values()]); f(x)
        R["ready_s"] = time.perf_counter() - t
        t = time.perf_counter()
        idata = pm.sample(a.draws, tune=a.tune, chains=a.chains, cores=2, random_seed=a.seed, progressbar=False,
                          nuts_sampler="pymc" if own else "nutpie")
    R["sample_s"] = time.perf_counter() - t; R["total_s"] = time.perf_counter() - T0
    R["grad_us"] = clock(lambda: f(x))
    return R, idata


# ---------------------------------------------------------------- NumPyro / BlackJAX
def numpyro_model(model, D):
    import jax, jax.numpy as jnp, numpyro, numpyro.distributions as d
    S = numpyro.sample
    def schools():
        mu = S("mu", d.Normal(0, 5)); tau = S("tau", d.HalfCauchy(5)); z = S("z", d.Normal(0, 1).expand([8]))
        S("y", d.Normal(mu + tau * z, D["sigma"]), obs=D["y"])
    def glm():
        al = S("alpha", d.Normal(0, 2.5)); b = S("beta", d.Normal(0, 1).expand([D["X"].shape[1]]))
        S("y", d.Bernoulli(logits=al + D["X"] @ b), obs=D["y"])
    def radon():
        mu_a = S("mu_a", d.Normal(0, 5)); mu_b = S("mu_b", d.Normal(0, 5)); g = S("gamma", d.Normal(0, 5))
        sa = S("sigma_a", d.HalfNormal(1)); sb = S("sigma_b", d.HalfNormal(1)); sy = S("sigma_y", d.HalfNormal(1))
        za = S("z_a", d.Normal(0, 1).expand([D["J"]])); zb = S("z_b", d.Normal(0, 1).expand([D["J"]]))
        aa = mu_a + sa * za; b = mu_b + sb * zb
        S("y", d.Normal(aa[D["county"]] + b[D["county"]] * D["floor"] + g * D["u"], sy), obs=D["y"])
    def rv():
        from jaxoplanet.core.kepler import kepler
        lp = S("logP", d.Normal(jnp.log(jnp.array([1201.1, 75.765])), jnp.array([0.02, 0.005])))
        lk = S("logK", d.Normal(jnp.log(jnp.array([7.0, 2.2])), 1.0))
        e = S("ecc", d.Beta(0.867, 3.03).expand([2]))
        wx = S("wx", d.Normal(0, 1).expand([2])); wy = S("wy", d.Normal(0, 1).expand([2]))
        px = S("px", d.Normal(0, 1).expand([2])); py = S("py", d.Normal(0, 1).expand([2]))
        gam = S("gamma", d.Normal(0, 10).expand([3])); ls = S("logs", d.Normal(0, 1).expand([3]))
        w = jnp.arctan2(wy, wx); ph = jnp.arctan2(py, px)
        M = 2 * jnp.pi * D["t"][:, None] / jnp.exp(lp) + ph
        sf, cf = kepler(M, e + jnp.zeros_like(M))
        v = jnp.sum(jnp.exp(lk) * (jnp.cos(w) * (cf + e) - jnp.sin(w) * sf), axis=1) + gam[D["inst"]]
        S("v", d.Normal(v, jnp.sqrt(D["err"] ** 2 + jnp.exp(2 * ls)[D["inst"]])), obs=D["v"])
    def gp():
        x = D["x"]; n = len(x); d2 = (x[:, None] - x[None]) ** 2
        rho = S("rho", d.InverseGamma(5, 5)); al = S("alpha", d.HalfNormal(2)); s = S("sigma", d.HalfNormal(1))
        K = al ** 2 * jnp.exp(-0.5 * d2 / rho ** 2) + (s ** 2 + 1e-10) * jnp.eye(n)
        S("y", d.MultivariateNormal(jnp.zeros(n), covariance_matrix=K), obs=D["y"])
    return locals()[model]


def run_jax(model, D, a, black):
    t = time.perf_counter()
    os.environ["XLA_FLAGS"] = f"--xla_force_host_platform_device_count=2"
    import jax, numpyro, jax.numpy as jnp
    jax.config.update("jax_enable_x64", True)
    from numpyro.infer.util import initialize_model
    R = dict(import_s=time.perf_counter() - t)
    t = time.perf_counter(); fn = numpyro_model(model, D)
    init = initialize_model(jax.random.PRNGKey(a.seed), fn)
    z0 = init.param_info.z; pot = init.potential_fn
    vg = jax.jit(jax.value_and_grad(pot)); jax.block_until_ready(vg(z0))
    R["ready_s"] = time.perf_counter() - t
    t = time.perf_counter()
    import arviz as az
    if not black:
        from numpyro.infer import MCMC, NUTS
        mc = MCMC(NUTS(fn), num_warmup=a.tune, num_samples=a.draws, num_chains=a.chains,
                  chain_method="parallel" if a.chains <= 2 else "vectorized", progress_bar=False)
        mc.run(jax.random.PRNGKey(a.seed), extra_fields=("num_steps",))
        S = mc.get_samples(group_by_chain=True); S = {k: np.asarray(v) for k, v in S.items()}
        R["n_grad"] = int(np.sum(mc.get_extra_fields()["num_steps"]))
    else:
        import blackjax
        logd = lambda z: -pot(z)
        def one(key, z):
            kw, ks = jax.random.split(key)
            (st, par), _ = blackjax.window_adaptation(blackjax.nuts, logd).run(kw, z, num_steps=a.tune)
            k = blackjax.nuts(logd, **par).step
            def f(s, kk):
                s, i = k(kk, s); return s, (s.position, i.num_integration_steps)
            return jax.lax.scan(f, st, jax.random.split(ks, a.draws))[1]
        zs = jax.vmap(lambda k: initialize_positions(k, z0))(jax.random.split(jax.random.PRNGKey(a.seed + 1), a.chains))
        S, n = jax.jit(jax.vmap(one))(jax.random.split(jax.random.PRNGKey(a.seed), a.chains), zs)
        S = {k: np.asarray(v) for k, v in S.items()}; R["n_grad"] = int(np.sum(n))
    R["sample_s"] = time.perf_counter() - t; R["total_s"] = time.perf_counter() - T0
    R["grad_us"] = clock(lambda: jax.block_until_ready(vg(z0)))
    return R, az.from_dict({"posterior": S}) if az.__version__ >= "1" else az.from_dict(S)


def initialize_positions(key, z0):
    import jax
    leaves, tree = jax.tree_util.tree_flatten(z0)
    ks = jax.random.split(key, len(leaves))
    return jax.tree_util.tree_unflatten(tree, [jax.random.uniform(k, l.shape, minval=-2, maxval=2) for k, l in zip(ks, leaves)])


# ---------------------------------------------------------------- Stan
STAN = dict(
schools="""data{vector[8] y; vector[8] sigma;} parameters{real mu; real<lower=0> tau; vector[8] z;}
model{mu~normal(0,5); tau~cauchy(0,5); z~std_normal(); y~normal(mu+tau*z,sigma);}""",
glm="""data{int N; int P; array[N] int y; matrix[N,P] X;} parameters{real alpha; vector[P] beta;}
model{alpha~normal(0,2.5); beta~std_normal(); y~bernoulli_logit_glm(X,alpha,beta);}""",
radon="""data{int N; int J; vector[N] y; vector[N] floor_; vector[N] u; array[N] int county;}
parameters{real mu_a; real mu_b; real gamma; real<lower=0> sigma_a; real<lower=0> sigma_b; real<lower=0> sigma_y; vector[J] z_a; vector[J] z_b;}
model{vector[J] a=mu_a+sigma_a*z_a; vector[J] b=mu_b+sigma_b*z_b; mu_a~normal(0,5); mu_b~normal(0,5); gamma~normal(0,5);
sigma_a~std_normal(); sigma_b~std_normal(); sigma_y~std_normal(); z_a~std_normal(); z_b~std_normal();
y~normal(a[county]+b[county].*floor_+gamma*u,sigma_y);}""",
rv="""functions{ vector ecc_anom(vector M0, real e){ int n=rows(M0); vector[n] M=M0-2*pi()*floor(M0/(2*pi())); vector[n] E=M+0.85*e*(2*step_(M)-1); for(k in 1:7) E-=(E-e*sin(E)-M)./(1-e*cos(E)); return E; }
 vector step_(vector M){ int n=rows(M); vector[n] s; for(i in 1:n) s[i]= sin(M[i])>0 ? 1 : 0; return s; } }
data{int N; vector[N] t; vector[N] v; vector[N] err; array[N] int inst;}
parameters{vector[2] logP; vector[2] logK; vector<lower=0,upper=1>[2] ecc; vector[2] wx; vector[2] wy; vector[2] px; vector[2] py; vector[3] gamma; vector[3] logs;}
model{ vector[N] rv=gamma[inst]; vector[3] s2=exp(2*logs);
 logP~normal(log([1201.1,75.765]'),[0.02,0.005]'); logK~normal(log([7.0,2.2]'),1); ecc~beta(0.867,3.03); wx~std_normal(); wy~std_normal(); px~std_normal(); py~std_normal(); gamma~normal(0,10); logs~std_normal();
 for(k in 1:2){ real w=atan2(wy[k],wx[k]); vector[N] E=ecc_anom(2*pi()*t/exp(logP[k])+atan2(py[k],px[k]),ecc[k]);
  vector[N] d=1-ecc[k]*cos(E); vector[N] cf=(cos(E)-ecc[k])./d; vector[N] sf=sqrt(1-square(ecc[k]))*sin(E)./d;
  rv+=exp(logK[k])*(cos(w)*(cf+ecc[k])-sin(w)*sf); }
 v~normal(rv,sqrt(square(err)+s2[inst])); }""",
gp="""data{int N; array[N] real x; vector[N] y;} parameters{real<lower=0> rho; real<lower=0> alpha; real<lower=0> sigma;}
model{ matrix[N,N] K=add_diag(gp_exp_quad_cov(x,alpha,rho),square(sigma)+1e-10); rho~inv_gamma(5,5); alpha~normal(0,2); sigma~std_normal();
 y~multi_normal_cholesky(rep_vector(0,N),cholesky_decompose(K)); }""")


def run_stan(model, D, a):
    t = time.perf_counter(); import stan; R = dict(import_s=time.perf_counter() - t)
    d = {k: (v.tolist() if isinstance(v, np.ndarray) else v) for k, v in D.items()}
    if model == "glm": d.update(N=len(D["y"]), P=D["X"].shape[1])
    if model == "radon": d.update(N=len(D["y"]), floor_=d.pop("floor"), county=(D["county"] + 1).tolist())
    if model == "rv": d.update(N=len(D["t"]), inst=(D["inst"] + 1).tolist())
    if model == "gp": d.update(N=len(D["x"]))
    src = STAN[model]
    if model == "rv":  # helper first
        i = src.index(" vector step_"); j = src.index("} }\ndata"); src = "functions{" + src[i:j + 1] + src[len("functions{"):i] + src[j + 1:]
    t = time.perf_counter(); p = stan.build(src, data=d, random_seed=a.seed); R["ready_s"] = time.perf_counter() - t
    t = time.perf_counter(); fit = p.sample(num_chains=a.chains, num_samples=a.draws, num_warmup=a.tune)
    R["sample_s"] = time.perf_counter() - t; R["total_s"] = time.perf_counter() - T0
    n = np.asarray(fit["n_leapfrog__"]); R["n_grad"] = int(n.sum())
    import arviz as az
    S = {}
    for k in fit.param_names:
        x = np.asarray(fit[k]); x = x.reshape(x.shape[:-1] + (a.draws, a.chains))
        S[k] = np.moveaxis(x, (-1, -2), (0, 1))
    R["grad_us"] = None
    return R, az.from_dict({"posterior": S}) if az.__version__ >= "1" else az.from_dict(S)


def clock(f):
    for _ in range(20): f()
    t = time.perf_counter(); f(); one = max(time.perf_counter() - t, 1e-7)
    n = max(20, min(5000, int(1.0 / one / 5))); out = []
    for _ in range(5):
        t = time.perf_counter()
        for _ in range(n): f()
        out.append((time.perf_counter() - t) / n)
    return float(np.median(out) * 1e6)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("system"); p.add_argument("model")
    p.add_argument("--draws", type=int, default=1000); p.add_argument("--tune", type=int, default=1000)
    p.add_argument("--chains", type=int, default=4); p.add_argument("--seed", type=int, default=1)
    p.add_argument("--save", help="write the draws to this .nc file")
    a = p.parse_args(); D = data(a.model)
    if a.system in ("pymc", "pymc-own"): R, idata = run_pymc(a.model, D, a, a.system == "pymc-own")
    elif a.system in ("numpyro", "blackjax"): R, idata = run_jax(a.model, D, a, a.system == "blackjax")
    elif a.system == "stan": R, idata = run_stan(a.model, D, a)
    else: raise SystemExit("no such system")
    import arviz as az
    post = idata["posterior"]; post = post.to_dataset() if hasattr(post, "to_dataset") else post
    try:
        st = idata["sample_stats"]
        for k in ("n_steps", "tree_size"):
            if k in st and "n_grad" not in R: R["n_grad"] = int(np.sum(st[k].values))
    except (KeyError, AttributeError): pass
    ess = az.ess(post); rh = az.rhat(post)
    R["ess_min"] = float(min(np.min(ess[k].values) for k in ess.data_vars))
    R["rhat_max"] = float(max(np.max(rh[k].values) for k in rh.data_vars))
    R["mean"] = {k: np.round(np.mean(post[k].values, axis=(0, 1)), 5).ravel().tolist() for k in post.data_vars}
    R["sd"] = {k: np.round(np.std(post[k].values, axis=(0, 1)), 5).ravel().tolist() for k in post.data_vars}
    R.update(system=a.system, model=a.model, draws=a.draws, tune=a.tune, chains=a.chains)
    R["ess_per_s_sampling"] = R["ess_min"] / R["sample_s"]; R["ess_per_s_total"] = R["ess_min"] / R["total_s"]
    if a.save: idata.to_netcdf(a.save)
    print(json.dumps({k: (round(v, 4) if isinstance(v, float) else v) for k, v in R.items()}))


if __name__ == "__main__":
    main()
