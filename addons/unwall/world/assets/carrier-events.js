document.querySelector('#text').style.whiteSpace = 'pre-line';
const events = new EventSource('/samantha/chat/completion');
events.onmessage = ({data}) => {
  const {text, url, end} = JSON.parse(data);
  const word = document.createElement(url ? 'a' : 'span');
  word.textContent = text;
  if (url) Object.assign(word, {id: 'link', href: url});
  document.querySelector('#text').append(word);
  if (end) events.close();
};
