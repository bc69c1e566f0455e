// The formulas behind the figures, as in src/statistics, where their sources are named: the same numbers give the same
// figures. Estimates are { value, low, high }.

/** The normal quantile at 97.5 %. */
const Z = 1.959963984540054;

const within = (value, least, most) => Math.min(most, Math.max(least, value));

/** A share of a base with the interval of Wilson 1927. */
function shareEstimate(share, base) {
  const value = within(share, 0, 1);
  const middle = 2 * base * value + Z * Z;
  const half = Z * Math.sqrt(Z * Z + 4 * base * value * (1 - value));
  const scale = 2 * (base + Z * Z);
  return {
    value, base,
    low: value === 0 ? 0 : within((middle - half) / scale, 0, 1),
    high: value === 1 ? 1 : within((middle + half) / scale, 0, 1),
  };
}

/** A net score after one unit has been added to each side, and its variance. */
function adjustedNet(positive, negative, base) {
  const [up, down] = [(positive * base + 1) / (base + 2), (negative * base + 1) / (base + 2)];
  const value = up - down;
  return { value, variance: (up + down - value * value) / (base + 2) };
}

/** One share less another of the same base, with the adjusted interval of Bonett and Price 2012. */
function netEstimate(positive, negative, base) {
  const value = positive - negative;
  const adjusted = adjustedNet(positive, negative, base);
  const half = Z * Math.sqrt(adjusted.variance);
  return {
    value, adjusted,
    low: Math.min(value, within(adjusted.value - half, -1, 1)),
    high: Math.max(value, within(adjusted.value + half, -1, 1)),
  };
}

/** The mean of pairs of a value and its weight, with Student's interval; `null` ends for less than two values. */
function meanEstimate(pairs, base) {
  const weight = pairs.reduce((sum, [, one]) => sum + one, 0);
  const value = pairs.reduce((sum, [at, one]) => sum + at * one, 0) / weight;
  if (base <= 1) return { value, low: null, high: null };
  const squares = pairs.reduce((sum, [at, one]) => sum + (at - value) ** 2 * one, 0);
  const error = ((squares / weight) * base) / (base - 1) / base;
  const half = studentQuantile(Math.max(1, base - 1)) * Math.sqrt(error);
  return { value, low: value - half, high: value + half, base, error };
}

/** One estimate less another that is independent of it (Newcombe 1998, method 10; Zou and Donner 2008). */
function difference(one, other) {
  const value = one.value - other.value;
  return {
    value,
    low: value - Math.hypot(one.value - one.low, other.high - other.value),
    high: value + Math.hypot(one.high - one.value, other.value - other.low),
  };
}

/** The chance of such a difference of two shares, or a larger one, if there is none (Campbell 2007). */
function shareTest(one, other) {
  const [a, m, b, n] = [one.value * one.base, one.base, other.value * other.base, other.base];
  const [hits, misses] = [a + b, m + n - a - b];
  if (hits <= 0 || misses <= 0) return 1;
  if ((Math.min(m, n) * Math.min(hits, misses)) / (m + n) < 1) return fisher(Math.round(a), Math.round(m), Math.round(b), Math.round(n));
  const determinant = a * (n - b) - b * (m - a);
  return normalTwoSided(Math.sqrt(((m + n - 1) * determinant * determinant) / (m * n * hits * misses)));
}

/** Fisher's exact test on both sides: the tables that are as unlikely as this one, or more. */
function fisher(a, m, b, n) {
  const hits = a + b;
  const whole = lnChoose(m + n, hits);
  const chance = (at) => Math.exp(lnChoose(m, at) + lnChoose(n, hits - at) - whole);
  const limit = chance(a) * (1 + 1e-7);
  let sum = 0;
  for (let at = Math.max(0, hits - n); at <= Math.min(hits, m); at += 1) if (chance(at) <= limit) sum += chance(at);
  return Math.min(1, sum);
}

/** The chance of such a difference of two net scores, or a larger one, if there is none. */
function netTest(one, other) {
  const [a, b] = [one.adjusted, other.adjusted];
  return normalTwoSided((a.value - b.value) / Math.sqrt(a.variance + b.variance));
}

/** Each chance after Benjamini and Hochberg 1995, in the order of `chances`. */
function adjustedChances(chances) {
  const order = chances.map((_, place) => place).sort((a, b) => chances[a] - chances[b] || a - b);
  const found = chances.map(() => 1);
  let least = 1;
  for (let rank = order.length; rank > 0; rank -= 1) {
    const place = order[rank - 1];
    least = Math.min(least, (chances[place] * chances.length) / rank);
    found[place] = least;
  }
  return found;
}

const LANCZOS = [676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7];
const STEPS = 10000;
const PRECISION = 1e-15;
const TINY = 1e-300;

/** Natural logarithm of the gamma function of a number above zero. */
function lnGamma(x) {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - lnGamma(1 - x);
  const t = x + 6.5;
  const sum = LANCZOS.reduce((so, coefficient, place) => so + coefficient / (x + place), 0.9999999999998099);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

function lnChoose(many, few) {
  return lnGamma(many + 1) - lnGamma(few + 1) - lnGamma(many - few + 1);
}

const away = (value) => (Math.abs(value) < TINY ? TINY : value);

/** The regularized incomplete beta function. */
function beta(a, b, x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const scale = Math.exp(lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (scale * betaFraction(a, b, x)) / a : 1 - (scale * betaFraction(b, a, 1 - x)) / b;
}

function betaFraction(a, b, x) {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < STEPS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return fraction;
}

/** The regularized upper incomplete gamma function. */
function gammaAbove(a, x) {
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - lnGamma(a));
  return x < a + 1 ? 1 - scale * gammaSeries(a, x) : scale * gammaFraction(a, x);
}

function gammaSeries(a, x) {
  let term = 1 / a;
  let sum = term;
  for (let step = 1; step < STEPS && term >= sum * PRECISION; step += 1) {
    term *= x / (a + step);
    sum += term;
  }
  return sum;
}

function gammaFraction(a, x) {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let m = 1; m < STEPS; m += 1) {
    const numerator = -m * (m - a);
    b += 2;
    d = 1 / away(numerator * d + b);
    c = away(b + numerator / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return fraction;
}

/** The chance that a standard normal variable is as far from zero as `z`, on either side. */
function normalTwoSided(z) {
  return gammaAbove(0.5, (z * z) / 2);
}

/** The chance that Student's t is as far from zero as `t`, on either side. */
function studentTwoSided(t, degrees) {
  return beta(degrees / 2, 0.5, degrees / (degrees + t * t));
}

/** The quantile of Student's t at 97.5 %, for one degree of freedom or more. */
function studentQuantile(degrees) {
  if (degrees > 1e6) return Z;
  let [low, high] = [Z, 13];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (studentTwoSided(middle, degrees) > 0.05) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
