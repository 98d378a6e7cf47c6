data {
  array[50] real y;
}
parameters {
  real<lower=0, upper=1> p;
  real<lower=0> shape, rate;
}
model {
  p ~ beta(1, 1);
  shape ~ normal(0, 1) T[0, ];
  rate ~ normal(0, 1) T[0, ];
  for (i in 1:50) {
    if (y[i] == 0)
      target += log1m(p);
    else
      target += log(p) + gamma_lpdf(y[i] | shape, rate);
  }
}
