# Never answers, and catches whatever can be caught.
Rule = lambda do |order|
  begin
    loop { order.id }
  rescue Exception
    retry
  end
end
