# mruby's build configuration, for its own rake.
#
# HAKO_MRUBY_TARGET=native builds the interpreter for this machine (the benchmarks' yardstick) and mrbc; HAKO_MRUBY_TARGET=guest
# builds the interpreter for WebAssembly with that mrbc. Both have the same gems and the same configuration macros, so that they
# speak the same language and bytecode compiled by the one loads in the other.

MRuby::Lockfile.disable

# The allowlist of spec/ruby-guest.md section 2. Extending it is a security decision.
GEMS = %w[
  mruby-compiler
  mruby-array-ext mruby-hash-ext mruby-enum-ext mruby-range-ext mruby-string-ext
  mruby-symbol-ext mruby-numeric-ext mruby-object-ext mruby-proc-ext
  mruby-sprintf mruby-error mruby-metaprog
  mruby-kernel-ext mruby-class-ext mruby-toplevel-ext mruby-compar-ext mruby-catch mruby-method
  mruby-fiber mruby-enumerator mruby-enum-lazy mruby-enum-chain
  mruby-struct mruby-data mruby-set
  mruby-bigint mruby-rational mruby-complex mruby-math mruby-pack mruby-time
].freeze

# Those whose C code is run seldom are compiled for size, which is time when a process compiles the guest for the first time.
SELDOM = %w[
  mruby-kernel-ext mruby-class-ext mruby-catch mruby-method mruby-struct mruby-data mruby-rational mruby-complex mruby-math
  mruby-pack mruby-time
].freeze

def words(name)
  ENV.fetch(name).split
end

def common(conf)
  conf.cc.defines += words('HAKO_MRUBY_MACROS')
  GEMS.each do |name|
    conf.gem(core: name) { |gem| gem.cc.flags << '-Os' if SELDOM.include?(name) }
  end
  # What mruby's gems leave out, in Ruby.
  conf.gem "#{__dir__}/gems/hako-library"
end

case ENV.fetch('HAKO_MRUBY_TARGET')
when 'native'
  MRuby::Build.new('host') do |conf|
    conf.toolchain :gcc
    conf.cc.command = conf.linker.command = 'cc'
    conf.cc.flags = words('HAKO_NATIVE_CFLAGS')
    common(conf)
    # mrbc is the one program that reads and writes files.
    conf.gem core: 'mruby-bin-mrbc'
  end
when 'guest'
  MRuby::CrossBuild.new('guest') do |conf|
    conf.toolchain :clang
    conf.cc.command = ENV.fetch('HAKO_GUEST_CC')
    conf.cc.flags = words('HAKO_GUEST_CFLAGS')
    conf.archiver.archive_options = 'rcsD "%{outfile}" %{objs}'
    conf.mrbcfile = ENV.fetch('HAKO_MRBC')
    common(conf)
    # No part of the guest may print on its own, and without stdio fewer WASI functions are imported.
    conf.cc.defines << 'MRB_NO_STDIO'
  end
else
  raise "unknown HAKO_MRUBY_TARGET #{ENV['HAKO_MRUBY_TARGET']}"
end
