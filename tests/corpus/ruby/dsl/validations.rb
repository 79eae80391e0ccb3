# Declarative validations for plain classes: presence, length, format, inclusion, custom blocks.
module Validations
  def self.included(base)
    base.extend(ClassMethods)
  end

  module ClassMethods
    def rules = @rules ||= (superclass.respond_to?(:rules) ? superclass.rules.dup : [])

    def validates(*names, message: nil, **checks)
      names.each { |name| checks.each { |check, option| rules << [name, check, option, message] } }
    end

    def validate(&block) = rules << [:base, :block, block, nil]
  end

  CHECKS = {
    presence: ->(value, _) { "can't be blank" if value.nil? || value.to_s.strip.empty? },
    length: ->(value, range) { "must have #{range} characters" unless range.cover?(value.to_s.length) },
    format: ->(value, pattern) { "is malformed" unless pattern.match?(value.to_s) },
    inclusion: ->(value, list) { "must be one of #{list.to_a.join(', ')}" unless list.include?(value) },
    numericality: lambda do |value, options|
      next "isn't a number" unless value.is_a?(Numeric)

      "must be > #{options[:above]}" if options.is_a?(Hash) && value <= options[:above]
    end
  }.freeze

  def errors
    self.class.rules.each_with_object(Hash.new { |h, k| h[k] = [] }) do |(name, check, option, message), errors|
      problem = check == :block ? instance_exec(&option) : CHECKS.fetch(check).call(public_send(name), option)
      errors[name] << (message || problem) if problem
    end
  end

  def valid? = errors.empty?
end

class Account
  include Validations
  attr_reader :login, :email, :plan, :seats

  validates :login, presence: true, length: 3..12
  validates :email, format: /\A[^@\s]+@[^@\s]+\.\w{2,}\z/, message: "doesn't look like an address"
  validates :plan, inclusion: %w[free pro]
  validates :seats, numericality: { above: 0 }
  validate { "free plans have one seat" if plan == "free" && seats.to_i > 1 }

  def initialize(**fields) = fields.each { |name, value| instance_variable_set("@#{name}", value) }
end

class Admin < Account
  validates :login, format: /\Aadm-/
end

[
  Account.new(login: "jürgen", email: "j@example.org", plan: "pro", seats: 3),
  Account.new(login: " ", email: "no", plan: "gold", seats: "many"),
  Account.new(login: "ab", email: "a@b.io", plan: "free", seats: 2),
  Admin.new(login: "root", email: "r@b.io", plan: "free", seats: 0)
].each do |account|
  puts "#{account.class} #{account.login.inspect}: #{account.valid? ? 'valid' : 'invalid'}"
  account.errors.each { |field, problems| puts "  #{field} #{problems.join('; ')}" }
end
puts Account.rules.size, Admin.rules.size
