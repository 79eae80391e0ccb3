# Looks for a way out; answers with the number of ways that it found.
ATTEMPTS = [
  -> { File.read("/etc/passwd") },
  -> { Dir.entries("/") },
  -> { IO.new(3, "w") },
  -> { ENV["HOME"] },
  -> { `id` },
  -> { system("id") },
  -> { require "socket" },
  -> { Process.pid },
  -> { Time.now },
  -> { Store::Admin.call },
  -> { Store::Catalog.send(:instance_variable_get, :@db).to_sql },
  -> { Store::Catalog.eval("1") },
  -> { Kobako::Handle.new(1).name },
  -> { Kobako::Handle.allocate.name },
]
Rule = lambda do |order|
  ATTEMPTS.count do |attempt|
    begin
      attempt.call
      true
    rescue Exception
      false
    end
  end
end
