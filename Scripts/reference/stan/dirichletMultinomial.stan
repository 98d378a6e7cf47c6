data {
  array[10, 4] int y;
}
parameters {
  simplex[4] share;
  real<lower=0> c;
}
model {
  share ~ dirichlet([1, 1, 1, 1]');
  c ~ lognormal(1, 1);
  for (i in 1:10)
    y[i] ~ dirichlet_multinomial(c * share);
}
