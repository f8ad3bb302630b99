-- Appends one entry to a stream that other applications write to as well, tells the listeners, and returns the entry's id.
--
-- KEYS 1 the stream, 2 where the idempotency key is kept (optional)
-- ARGV 1 event (JSON text), 2 data (JSON text), 3 not after this time (ms), 4 entries to keep or '', 5 the stream's lifetime
--      (ms) or '', 6 channel (JSON text)

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now > tonumber(ARGV[3]) then
  return redis.error_reply('LATE ' .. string.format('%.0f', now))
end

if KEYS[2] then
  local first = redis.call('GET', KEYS[2])
  if first then
    return first
  end
end

local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local previous = last[1] and last[1][1] or '0-0'
local id
if ARGV[4] == '' then
  id = redis.call('XADD', KEYS[1], '*', 'data', ARGV[2], 'event', ARGV[1], 'channel', ARGV[6], 'prev', previous)
else
  id = redis.call('XADD', KEYS[1], 'MAXLEN', '=', ARGV[4], '*',
    'data', ARGV[2], 'event', ARGV[1], 'channel', ARGV[6], 'prev', previous)
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
end
local refusal = refused(id)
if refusal then
  return refusal
end
if KEYS[2] then
  redis.call('SET', KEYS[2], id, 'PX', 120000)
end
redis.call('PUBLISH', KEYS[1], '{"id":"' .. id .. '","prev":"' .. previous .. '","event":' .. ARGV[1]
  .. ',"channel":' .. ARGV[6] .. ',"data":' .. ARGV[2] .. '}')
return id
