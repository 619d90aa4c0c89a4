// window.asked: this page has asked its server to run the script, and that run has not ended. Streamlit says "running"
// only once the server has answered, so without this a page looks settled between a click and what comes of it.
// The numbers are those of BackMsg, ForwardMsg and SessionStatus in streamlit/proto, with the kind of their field.
(() => {
  const [RERUN, HASH, METADATA, STATUS, RUNNING] = [0x5a, 0x0a, 0x12, 0x4a, 0x10];
  const ended = (bytes) => {
    let at = 0;
    while (bytes[at] === HASH || bytes[at] === METADATA) {
      let size = 0;
      for (let shift = 0, more = true; more; shift += 7) {
        size |= (bytes[++at] & 127) << shift;
        more = bytes[at] > 127;
      }
      at += size + 1;
    }
    return bytes[at] === STATUS && !bytes.subarray(at + 2, at + 2 + bytes[at + 1]).includes(RUNNING);
  };
  const heard = ({data}) => {
    if (ended(new Uint8Array(data))) window.asked = false;
  };
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (message) {
    if (message[0] === RERUN) {
      window.asked = true;
      this.addEventListener("message", heard);  // the same listener is added once
    }
    send.call(this, message);
  };
})();
