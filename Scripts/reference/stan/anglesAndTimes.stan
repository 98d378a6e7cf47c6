data {
  array[40] real angle;
  array[30] real time;
}
parameters {
  real<lower=0> kappa, wald;
  real<lower=-pi(), upper=pi()> mu;
}
model {
  kappa ~ normal(0, 1) T[0, ];
  mu ~ von_mises(0, 1);
  wald ~ normal(0, 1) T[0, ];
  angle ~ von_mises(mu, kappa);
  for (i in 1:30)  // the inverse Gaussian of shape 1
    target += -0.5 * log(2 * pi()) - 1.5 * log(time[i]) - square(time[i] / wald - 1) / (2 * time[i]);
}
