# Descriptive statistics as a module that arrays of numbers are extended with.
module Statistics
  def mean = sum.fdiv(size)

  def median
    sorted = sort
    middle = size / 2
    size.odd? ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0
  end

  def modes
    counts = tally
    counts.select { |_, count| count == counts.values.max }.keys
  end

  def variance(sample: true) = sum { |x| (x - mean)**2 } / (size - (sample ? 1 : 0))
  def deviation(**options) = Math.sqrt(variance(**options))

  def percentile(percent)
    position = percent / 100.0 * (size - 1)
    low, high = sort.values_at(position.floor, position.ceil)
    low + (high - low) * (position % 1)
  end

  def outliers
    quarter, three_quarters = [25, 75].map { |percent| percentile(percent) }
    reach = 1.5 * (three_quarters - quarter)
    reject { |x| x.between?(quarter - reach, three_quarters + reach) }
  end
end

data = [4, 8, 15, 16, 23, 42, 8, 15, 108].extend(Statistics)
puts data.mean.round(4), data.median, data.modes.inspect, data.variance.round(3), data.deviation(sample: false).round(3)
puts [0, 25, 50, 90, 100].map { |percent| data.percentile(percent) }.inspect
puts data.outliers.inspect, data.minmax.inspect

def correlation(xs, ys)
  mx, my = [xs, ys].map { |list| list.sum.fdiv(list.size) }
  covariance = xs.zip(ys).sum { |x, y| (x - mx) * (y - my) }
  covariance / Math.sqrt(xs.sum { |x| (x - mx)**2 } * ys.sum { |y| (y - my)**2 })
end

def regression(points)
  n = points.size
  sx, sy = points.transpose.map(&:sum)
  sxy = points.sum { |x, y| x * y }
  sxx = points.sum { |x, _| x * x }
  slope = (n * sxy - sx * sy).fdiv(n * sxx - sx**2)
  [slope, (sy - slope * sx) / n]
end

heights = [150, 160, 165, 172, 180]
weights = [50, 58, 63, 70, 82]
puts format("r = %.4f", correlation(heights, weights))
slope, intercept = regression(heights.zip(weights))
puts format("ŷ = %.3f·x %+.3f", slope, intercept)
moving = data.each_cons(3).map { |window| (window.sum / 3.0).round(2) }
puts moving.inspect
total = 0
puts data.map { |x| total += x }.inspect
