# Looks for a way out of the sandbox, and flags what became of each attempt.
class Store::Vault < Kobako::Member; end  # looks like a service, but nobody bound it

ATTEMPTS = {
  "File.read" => -> { File.read("/etc/passwd") },
  "Dir.entries" => -> { Dir.entries("/") },
  "IO.new(3)" => -> { IO.new(3, "w") },
  "open" => -> { open("/etc/passwd") },
  "$stdin.read" => -> { $stdin.read },
  "ENV" => -> { ENV["HOME"] },
  "Object.const_get(:ENV)" => -> { Object.const_get(:ENV) },
  "backquotes" => -> { `id` },
  "system" => -> { Kernel.system("id") },
  "require" => -> { require "socket" },
  "eval" => -> { eval("1") },
  "Process.clock_gettime" => -> { Process.clock_gettime(0) },
  "an undeclared service" => -> { Store::Admin.grant },
  "a made-up service" => -> { Store::Vault.open },
  "Catalog.close" => -> { Store::Catalog.close },
  "Catalog.send(:query)" => -> { Store::Catalog.send(:query, "DELETE FROM orders") },
  "Catalog.method_missing(:instance_eval)" => -> { Store::Catalog.method_missing(:instance_eval, "1") },
  "Catalog.new" => -> { Store::Catalog.new },
}

Rule = lambda do |order|
  ATTEMPTS.count do |name, attempt|
    begin
      attempt.call
      Store::Flag.call("#{name}: got through")
      true
    rescue Exception => e
      Store::Flag.call("#{name}: #{e.class}")
      false
    end
  end
end
