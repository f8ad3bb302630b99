-- Tells of many channels at once which entry is the newest of each.
--
-- KEYS the markers (see emit.lua), then as many streams
-- Returns for each channel the marker; '0-0 0-0' if there has never been an entry; nil where only a read can tell.

local count = #KEYS / 2
local markers = redis.call('MGET', unpack(KEYS, 1, count))
local bare = {}
for i = 1, count do
  if not markers[i] then
    bare[#bare + 1] = KEYS[count + i]
  end
end
if #bare > 0 then
  local none = redis.call('EXISTS', unpack(bare)) == 0
  for i = 1, count do
    if not markers[i] and (none or redis.call('EXISTS', KEYS[count + i]) == 0) then
      markers[i] = '0-0 0-0'
    end
  end
end
return markers
