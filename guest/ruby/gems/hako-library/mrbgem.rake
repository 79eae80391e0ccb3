MRuby::Gem::Specification.new('hako-library') do |spec|
  spec.license = 'Apache-2.0'
  spec.authors = 'hako'
  spec.summary = "What mruby's gems leave out of Ruby's core classes"
  %w[
    mruby-array-ext mruby-hash-ext mruby-enum-ext mruby-range-ext mruby-string-ext mruby-numeric-ext mruby-object-ext
    mruby-kernel-ext mruby-class-ext mruby-compar-ext mruby-enumerator mruby-enum-lazy mruby-enum-chain
    mruby-struct mruby-data mruby-set mruby-bigint mruby-rational mruby-complex mruby-time
  ].each { |name| spec.add_dependency name, core: name }
end
