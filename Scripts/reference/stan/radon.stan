data {
  array[90] int<lower=0> county;
  vector[90] floor;
  vector[12] uranium;
  vector[90] level;
}
parameters {
  real mean, slope, effect;
  real<lower=0> spread, sigma;
  vector[12] z;
}
model {
  mean ~ normal(0, 10);
  spread ~ exponential(1);
  slope ~ std_normal();
  z ~ std_normal();
  effect ~ normal(0, 10);
  sigma ~ exponential(1);
  vector[12] intercept = mean + slope * uranium + spread * z;
  for (i in 1:90)
    level[i] ~ normal(intercept[county[i] + 1] + effect * floor[i], sigma);
}
