data {
  array[50] int group;
  vector[50] x, y;
}
parameters {
  cholesky_factor_corr[2] correlations;
  vector<lower=0>[2] deviations;
  array[6] vector[2] z;
  vector[2] mu;
  real<lower=0> s;
}
model {
  correlations ~ lkj_corr_cholesky(2);
  deviations ~ exponential(1);
  for (g in 1:6)
    z[g] ~ std_normal();
  mu ~ std_normal();
  s ~ exponential(1);
  for (i in 1:50) {
    vector[2] ab = mu + diag_pre_multiply(deviations, correlations) * z[group[i] + 1];
    y[i] ~ normal(ab[1] + ab[2] * x[i], s);
  }
}
