-- What scripts that read or give ids have in common: it stands before them.

-- Whether an id has a number above the largest of a signed 64-bit integer, which no id of a message has.
local function far(id)
  if #id <= 20 then
    return false -- as nearly all
  end
  for number in string.gmatch(id, '%d+') do
    if #number > 19 or (#number == 19 and number > '9223372036854775807') then
      return true
    end
  end
  return false
end

-- Takes an entry with such an id out of the stream again, and gives the error that tells it; nil if the id is none.
local function refused(id)
  if not far(id) then
    return nil
  end
  redis.call('XDEL', KEYS[1], id)
  return redis.error_reply('ERR the newest id of the stream, which somebody else has made, is larger than an id of a '
    .. 'message can be: XDEL such entries and XSETID a smaller one')
end

