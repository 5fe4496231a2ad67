const socket = new WebSocket(`wss://${location.host}/im/ws`);
socket.onmessage = ({data}) => {
  const {text, url} = JSON.parse(data);
  const link = document.createElement('a');
  Object.assign(link, {id: 'link', href: url, textContent: text});
  document.querySelector('#text').append(link);
};
