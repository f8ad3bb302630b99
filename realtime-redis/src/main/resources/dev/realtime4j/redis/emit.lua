-- Appends one entry, tells the listeners, and returns the entry's id.
--
-- KEYS 1 the stream, 2 the marker ("<newest id> <first id of this log>"), 3 where the idempotency key is kept (optional)
-- ARGV 1 event (JSON text), 2 data (JSON text), 3 not after this time (ms), 4 entries to keep, 5 the stream's lifetime (ms),
--      6 the marker's lifetime (ms), 7 channel (JSON text), 8 a random number of up to six digits

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[3]) then
  return redis.error_reply('LATE ' .. string.format('%.0f', now))
end

if KEYS[3] then
  local first = redis.call('GET', KEYS[3])
  if first then
    return first
  end
end

-- The marker outlives the stream, so the entry before this one is known also when it is no longer kept.
local previous, origin
local marker = redis.pcall('GET', KEYS[2])
if type(marker) == 'string' then
  previous, origin = string.match(marker, '^(%d+%-%d+) (%d+%-%d+)$')
  if previous and (far(previous) or far(origin)) then
    previous, origin = nil, nil
  end
elseif marker and not string.find(marker.err, 'WRONGTYPE', 1, true) then
  return marker
end
if not previous then -- there is none, or somebody else has written over it, maybe with another type
  local info = redis.pcall('XINFO', 'STREAM', KEYS[1])
  if info.err and not string.find(info.err, 'no such key', 1, true) then
    return info
  end
  for i = 1, #info, 2 do
    if info[i] == 'last-generated-id' then
      previous = info[i + 1]
    end
  end
  previous = previous or '0-0'
  origin = previous ~= '0-0' and '0-0' or nil
end

local function add(call, id)
  return call('XADD', KEYS[1], 'MAXLEN', '=', ARGV[4], id, 'event', ARGV[1], 'data', ARGV[2], 'prev', previous)
end

-- Within a ms ids begin at random: a master that does not know of another one yet gives other ids than that.
local major, minor = string.match(previous, '^(%d+)-(%d+)$')
local wanted
if now > tonumber(major) then
  wanted = string.format('%.0f', now) .. '-' .. ARGV[8]
else -- the same ms, or the clock has stepped back
  wanted = major .. '-' .. string.format('%.0f', tonumber(minor) + 1)
end
local id = add(redis.pcall, wanted)
if type(id) == 'table' then -- somebody else has written a later one
  id = add(redis.call, '*')
end
local refusal = refused(id)
if refusal then
  return refusal
end

redis.call('SET', KEYS[2], id .. ' ' .. (origin or id), 'PX', ARGV[6])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
if KEYS[3] then
  redis.call('SET', KEYS[3], id, 'PX', 120000)
end
redis.call('PUBLISH', KEYS[1], '{"id":"' .. id .. '","prev":"' .. previous .. '","event":' .. ARGV[1]
  .. ',"channel":' .. ARGV[7] .. ',"data":' .. ARGV[2] .. '}')
return id
