data {
  array[20] vector[3] y;
}
parameters {
  cholesky_factor_corr[3] correlations;
  vector<lower=0>[3] deviations;
  vector[3] mu;
}
model {
  correlations ~ lkj_corr_cholesky(2);
  deviations ~ exponential(1);
  mu ~ std_normal();
  y ~ multi_normal_cholesky(mu, diag_pre_multiply(deviations, correlations));
}
